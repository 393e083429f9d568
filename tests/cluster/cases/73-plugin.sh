# kubectl sallyport, run by kubectl as its plugin, says what the API server has: list, status, why,
# renew, version, check, probe and caa, each with its exit code.
mkdir -p "$WORLD_DIR/plugins"
ln -sf "$PROGRAMS/kubectl-sallyport" "$SALLYPORT_ROOT/kubectl/kubectl_complete-sallyport" "$WORLD_DIR/plugins"
export PATH=$WORLD_DIR/plugins:$PATH
plugin() { kubectl sallyport "$@" --namespace "$NS"; }
# expect_code CODE COMMAND...
expect_code() {
  local code=0 wanted=$1
  shift
  "$@" || code=$?
  ((code == wanted)) || fail "$*: exit code $code instead of $wanted"
}
# expect_words TEXT COMMAND...: in what it prints.
expect_words() {
  local said words=$1
  shift
  said=$("$@" 2>&1) || true
  [[ $said == *"$words"* ]] || fail "$*: '$words' is not in: $said"
}

# On a user's machine there may be nothing but the C library.
needed() { readelf --dynamic "$PROGRAMS/kubectl-sallyport" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
[[ $(needed) == *libc.so.6* ]] || fail "readelf says nothing of what it needs"
! needed | grep --invert-match --extended-regexp '^(lib(c|m)\.so\.6|ld-linux-.*)$' || fail "it needs these shared libraries"

issuer ca | apply
certificate web ca plugin.example.com | apply
wait_for_condition certificate/web Ready True 30
certificate lost nobody lost.plugin.example.com | apply
wait_until_it_says certificate/lost IssuerNotFound 15

say "-- list"
expect_words "web    True    ready" plugin list
expect_words "IssuerNotFound" plugin list -o wide
kubectl sallyport list --all-namespaces | finds --extended-regexp "^$NS +web +True +ready " ||
  fail "$(kubectl sallyport list --all-namespaces)"
[[ $(plugin list -o name | paste -sd ,) == certificate.sallyport.dev/lost,certificate.sallyport.dev/web ]] ||
  fail "$(plugin list -o name)"
diff <(plugin list -o json | python3 -c 'import json, sys; print([i["spec"] for i in json.load(sys.stdin)["items"]])') \
  <(k get certificates.sallyport.dev -o json | python3 -c 'import json, sys; print([i["spec"] for i in json.load(sys.stdin)["items"]])')
plugin list -o yaml | kubectl apply --dry-run=server --filename - >/dev/null || fail "its YAML is not taken"
[[ $(plugin list) != *$'\e'* ]] || fail "it is coloured in a pipe"
script --quiet --command "kubectl sallyport list --namespace $NS" /dev/null | finds $'\e\\[32m' ||
  fail "it is not coloured on a terminal"

! NO_COLOR=1 script --quiet --command "kubectl sallyport list --namespace $NS" /dev/null | finds $'\e' ||
  fail "it is coloured with NO_COLOR"

say "-- status, why"
expect_words "plugin.example.com: in the certificate" plugin status web
expect_words "Issued: Secret web-tls holds" plugin status web
expect_words "Issuer/nobody: not found" plugin status lost
expect_code 0 plugin why web
expect_code 1 plugin why lost
expect_words "create that issuer" plugin why lost
expect_code 3 plugin why never
expect_words '"never" not found' plugin why never

say "-- renew"
serial=$(serial_of web-tls)
expect_code 0 plugin renew web --wait --timeout 60s
[[ $(serial_of web-tls) != "$serial" ]] || fail "the certificate is the old one"
expect_code 1 plugin renew lost --wait --timeout 3s
expect_code 3 plugin renew never

say "-- version, check"
expect_words "kubectl-sallyport $(cat "$SALLYPORT_ROOT/VERSION")" plugin version
kubectl apply --filename - <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: sallyport-controller, namespace: $SYSTEM, labels: {app.kubernetes.io/name: sallyport, app.kubernetes.io/component: controller}}
spec:
  replicas: 0
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {serviceAccountName: sallyport-controller, containers: [{name: a, image: "registry.example/sallyport:9.8.7"}]}
END
expect_words "sallyport-controller 9.8.7 (registry.example/sallyport:9.8.7)" plugin version
kubectl delete deployment --namespace "$SYSTEM" sallyport-controller
expect_words "no endpoints available" plugin check
# Who stands outside asks by the Service, and the API server goes to addresses of pods only.
kubectl apply --filename - <<END
apiVersion: v1
kind: Pod
metadata: {name: sidecar-seen, namespace: $SYSTEM}
spec:
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers: [{name: a, image: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
END
kubectl patch pod --namespace "$SYSTEM" sidecar-seen --subresource status --patch \
  "{\"status\":{\"phase\":\"Running\",\"podIP\":\"$SIDECAR_ADDRESS\",\"podIPs\":[{\"ip\":\"$SIDECAR_ADDRESS\"}]}}"
sed "s/^  - addresses:.*/&\n    targetRef: {kind: Pod, name: sidecar-seen, namespace: $SYSTEM}/" \
  "$BED/manifests/sidecar-endpoints.yaml" | kubectl apply --filename -
sidecar_is_seen() {
  plugin check >"$WORLD_DIR/check" || true # issuers of other cases may be broken
  grep --quiet '^ok      Service sallyport-sidecar in' "$WORLD_DIR/check"
}
wait_for 20 "the Service to be asked" sidecar_is_seen || fail "$(cat "$WORLD_DIR/check")"
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
kubectl delete pod --namespace "$SYSTEM" sidecar-seen --force --grace-period 0
grep --quiet '^ok      controller: led by' "$WORLD_DIR/check" || fail "the leader is not seen"
grep --quiet "^ok      Issuer $NS/ca" "$WORLD_DIR/check" || fail "the issuer is not looked at"
! grep '^FAILED' "$WORLD_DIR/check" | grep --invert-match 'Issuer' || fail "something is not well"
version=$(<"$SALLYPORT_ROOT/VERSION")
grep --quiet "^ok      CustomResourceDefinition certificates.sallyport.dev: version $version" "$WORLD_DIR/check" ||
  fail "the definitions are not looked at"
kubectl label crd certificates.sallyport.dev app.kubernetes.io/version=0.0.9 --overwrite
expect_words "certificates.sallyport.dev: version 0.0.9: older than this plugin ($version)" plugin check
expect_code 1 plugin check
kubectl label crd certificates.sallyport.dev "app.kubernetes.io/version=$version" --overwrite
expect_words "not allowed" plugin check --account nobody
expect_code 1 plugin check --account nobody

say "-- probe, caa"
static_route
wait_for 20 "the route" route_works
expect_words "Sallyport's sidecar answers" plugin probe plugin.example.com --dns-servers "$DNS_ADDRESS"
expect_code 0 plugin probe plugin.example.com --dns-servers "$DNS_ADDRESS"
kubectl delete ingress --namespace "$SYSTEM" acme-challenges
dns set-servfail '{"host":"broken.plugin.example.com."}'
expect_code 1 plugin probe broken.plugin.example.com --dns-servers "$DNS_ADDRESS"
expect_words "SERVFAIL" plugin probe broken.plugin.example.com --dns-servers "$DNS_ADDRESS"
expect_words "plugin.example.com. IN CAA 0 issue \"pebble.letsencrypt.org; accounturi=$(field issuer/ca .status.acme.uri); validationmethods=http-01\"" \
  plugin caa ca

say "-- a plugin for credentials, completion, mistakes"
cat >"$WORLD_DIR/credential" <<END
#!/bin/sh
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' \\
  "\$(cat "$WORLD_DIR/sallyport-controller.token")"
END
chmod +x "$WORLD_DIR/credential"
write_kubeconfig by-exec "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ./credential}"
expect_words "web    True" kubectl sallyport list --namespace "$NS" --kubeconfig "$WORLD_DIR/by-exec.kubeconfig"
[[ $(kubectl_complete-sallyport status --namespace "$NS" w) == $'web\n:4' ]] || fail "names are not completed"
[[ $(kubectl __complete sallyport sta 2>/dev/null | head -1) == status ]] || fail "kubectl does not complete"
expect_code 2 plugin staus
expect_code 2 plugin list --frob
