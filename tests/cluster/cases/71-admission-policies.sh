# The examples for clusters with tenants are accepted, refuse what they say, and let us work.
policies=$SALLYPORT_ROOT/manifests/examples/admission-policies.yaml
kubectl label namespace "$NS" sallyport.dev/domain=admitted.example.com >/dev/null
kubectl apply --server-side --filename "$policies" >/dev/null
issuer ca | apply

# refused OBJECT WORDS. A policy counts some time after it was written.
refused() {
  local answer
  for _ in {1..40}; do
    answer=$(k apply --dry-run=server --filename - 2>&1 <<<"$1") || break
    sleep 0.25
  done
  [[ $answer == *"$2"* ]] || fail "not refused with '$2': $answer: $1"
}

# accepted OBJECT: by the policies as well.
accepted() {
  local answer
  answer=$(k apply --dry-run=server --filename - 2>&1 <<<"$1") || fail "refused: $answer: $1"
}

refused "$(certificate web ca www.elsewhere.example.com)" "names of admitted.example.com only"
refused "$(certificate web ca notadmitted.example.com)" "names of admitted.example.com only"
refused "$(EXTRA='  ipAddresses: [192.0.2.1]' certificate web ca admitted.example.com)" "no addresses"
refused "$(
  cat <<END
apiVersion: sallyport.dev/v1
kind: Challenge
metadata: {name: forged}
spec: {answers: []}
END
)" "by Sallyport's controller only"

# ingress PATH TYPE [ANNOTATIONS]
ingress() {
  cat <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: tenant, annotations: {${3:-}}}
spec:
  rules:
    - host: other.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    - host: admitted.example.com
      http: {paths: [{path: '$1', pathType: $2, backend: {service: {name: web, port: {number: 80}}}}]}
END
}
challenge=/.well-known/acme-challenge
regex='nginx.ingress.kubernetes.io/use-regex: "true"'

say "-- DF33: ways round the path in an Ingress"
for path in "$challenge/" "$challenge" "$challenge/token" /.well-known /.Well-Known/acme-challenge/x; do
  refused "$(ingress "$path" Prefix)" "is Sallyport's"
done
for path in '/.well-kno[w]n/acme-challenge/.*' '/[.]well-known/' '/.well.known/acme.challenge/' \
  '/...........' '/(foo|.well-known/acme-challenge)/' '/(.*)' '/.*' '/*' '/a?.well-known/' \
  '/a{0}.well-known/' '/aa|/.well-known/' '/aa\(|/.well-known/.*\)' '/aa[(]|/.well-known/.*[)]' '/aa[]|/.well-known/]' \
  '/%2ewell-known/acme-challenge/' '/%2Ewell-known/' '/.%77ell-known/acme-challenge/' \
  '/~/\.well-known/acme-challenge' '/~/.well-known/acme-challenge/' '/.well-known/*' \
  '/?well-known/acme-challenge/*' '//.well-known/acme-challenge/' '/a/../.well-known/x' \
  '/.well-known/./acme-challenge/' '/.wel' '/.well-known/acme' '/aa; return 200;'; do
  refused "$(ingress "$path" ImplementationSpecific "$regex")" "is Sallyport's"
done
for annotation in 'nginx.ingress.kubernetes.io/server-snippet: "location / {}"' \
  'nginx.org/location-snippets: "return 200;"' 'zalando.org/skipper-routes: "Path(/.well-known)"' \
  'zalando.org/skipper-predicate: "PathRegexp(/x/)"' \
  'zalando.org/skipper-ingress-path-mode: path-regexp' \
  'traefik.ingress.kubernetes.io/router.pathmatcher: PathRegexp' \
  'haproxy-ingress.github.io/path-type: regex' \
  'haproxy-ingress.github.io/config-backend: "http-request x"' \
  'alb.ingress.kubernetes.io/conditions.web: "[{field: path-pattern}]"' \
  "nginx.ingress.kubernetes.io/rewrite-target: $challenge/\$1"; do
  refused "$(ingress /shop Prefix "$annotation")" "may lead it elsewhere: ${annotation%%: *}"
done

say "-- and Ingresses that are no way round"
for path in / /shop /a/b /v1.0/items /.well-known/openid-configuration /.well-known/assetlinks.json \
  /.well-known/apple-app-site-association; do
  accepted "$(ingress "$path" Prefix)"
  accepted "$(ingress "$path" ImplementationSpecific "$regex")"
done
for path in '/api(/|$)(.*)' '/api/v[0-9]+/.*' '/a/.*' '/shop/%20' '/shop/*' '/shop/[^/]+/(a|[bc]\.html)$' ''; do
  accepted "$(ingress "$path" ImplementationSpecific "$regex,
    nginx.ingress.kubernetes.io/rewrite-target: /\$2")"
done

# route PATH TYPE [FILTER]: the API lets a prefix be replaced only where no other match is beside it.
route() {
  local beside='- headers: [{name: a, value: b}]'
  if [[ ${3:-} == *ReplacePrefixMatch* ]]; then beside=; fi
  cat <<END
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: tenant}
spec:
  hostnames: [admitted.example.com]
  rules:
    - backendRefs: [{name: web, port: 80}]
    - matches:
        $beside
        - path: {type: $2, value: '$1'}
      filters: [${3:-}]
END
}
# Both with TYPE VALUE.
redirect() { printf '{type: RequestRedirect, requestRedirect: {path: {type: %s, %s: "%s"}}}' "$1" "${1,}" "$2"; }
rewrite() { printf '{type: URLRewrite, urlRewrite: {path: {type: %s, %s: "%s"}}}' "$1" "${1,}" "$2"; }

say "-- DF33: ways round it in an HTTPRoute"
install_gateway_api
for type in Exact PathPrefix; do
  for path in "$challenge/token" "$challenge/" "/.WELL-known/acme-challenge/token" \
    /%2ewell-known/acme-challenge/token; do
    refused "$(route "$path" "$type")" "is Sallyport's"
  done
done
refused "$(route /.well-known PathPrefix)" "is Sallyport's"
for path in "$challenge/.*" '/.well-kno[w]n/.*' '.*' '/.*' '^/.*' '^/[.]well-known/.*' '/token' \
  '^/(a|.well-known)/.*' '^/aa|/.well-known/.*' '^/%2ewell-known/.*' '^/a?[.]well-known/'; do
  refused "$(route "$path" RegularExpression)" "is Sallyport's"
done
refused "$(route "$challenge/x" Exact "$(redirect ReplaceFullPath /other)")" "is Sallyport's"
for type in ReplaceFullPath ReplacePrefixMatch; do
  for filter in "$(redirect "$type" "$challenge/x")" "$(rewrite "$type" /.Well-Known/acme-challenge)" \
    "$(rewrite "$type" /%2ewell-known)"; do
    refused "$(route /shop PathPrefix "$filter")" "A redirect or rewrite must not lead"
  done
done

say "-- and HTTPRoutes that are no way round"
for path in / /shop /.well-known/openid-configuration '/a+b(c)'; do
  accepted "$(route "$path" PathPrefix "$(redirect ReplacePrefixMatch /other)")"
  accepted "$(route "$path" Exact "$(rewrite ReplaceFullPath /)")"
done
accepted "$(route '^/api/v[0-9]+/(a|b)/.*' RegularExpression \
  '{type: RequestRedirect, requestRedirect: {scheme: https}}')"
remove_gateway_api

certificate web ca admitted.example.com www.admitted.example.com | apply
wait_for_condition certificate/web Ready True 20
kubectl delete --filename "$policies" >/dev/null
