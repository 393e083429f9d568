# What can be refused at once is, with a sentence that says what to do.

# refused WORDS: the object on standard input is, and WORDS are in the answer.
refused() {
  local answer
  if answer=$(k apply --filename - 2>&1); then fail "was accepted, but should be refused: $1"; fi
  say "refused: $answer"
  [[ $answer == *"$1"* ]] || fail "the answer lacks '$1'"
}

long_label=$(printf 'a%.0s' {1..64})
long_name=$(printf 'abcdefghi.%.0s' {1..26})com

certificate web ca | refused "list at least one host in spec.dnsNames"
certificate web ca '*.example.com' | refused "list each host name that is served"
certificate web ca 'under_score.example.com' | refused "not a full host name such as www.example.com"
certificate web ca 'localhost' | refused "not a full host name such as www.example.com"
certificate web ca "$long_label.example.com" | refused "labels of 1 to 63 letters"
certificate web ca "$long_name" | refused "253"
EXTRA="  dnsName: typo.example.com" certificate web ca a.example.com | refused 'unknown field "spec.dnsName"'
EXTRA="  privateKey: {size: 1024}" certificate web ca a.example.com | refused "no such key"
EXTRA="  privateKey: {algorithm: RSA, size: 512}" certificate web ca a.example.com | refused "RSA takes"
EXTRA="  privateKey: {algorithm: DSA}" certificate web ca a.example.com | refused "Unsupported value"
EXTRA="  renewBefore: soon" certificate web ca a.example.com | refused "write it like 720h"
ROUTE="{}" issuer ca | refused "choose one: ingress"
ROUTE="{none: {}, routes: [{ingress: {}}]}" issuer ca | refused "choose one: ingress"
ROUTE="{routes: [{ingress: {}, gatewayHTTPRoute: {parentRefs: [{name: web}]}}]}" issuer ca |
  refused "choose one: ingress or gatewayHTTPRoute"
for field in 'podTemplate: {spec: {}}' 'serviceType: NodePort' 'name: shop, class: a' 'class: a, ingressClassName: b'; do
  ROUTE="{ingress: {$field}}" issuer ca | refused "${field%%:*}"
done
for field in 'podTemplate: {spec: {}}' 'serviceType: NodePort'; do
  ROUTE="{gatewayHTTPRoute: {parentRefs: [{name: web}], $field}}" issuer ca | refused "${field%%:*}"
done
ROUTE="{gatewayHTTPRoute: {parentRefs: []}}" issuer ca | refused "parentRefs"
ROUTE="{gatewayHTTPRoute: {parentRefs: [{name: web}], labels: {a: b}}}" issuer ca |
  refused "only a ClusterIssuer can say what it carries"
certificate web ca 192.0.2.1 | refused "list it in spec.ipAddresses"
EXTRA="  secretTemplate: {labels: {team: 'hello world'}}" certificate web ca a.example.com |
  refused "not a label value"
long_note=$(printf 'a%.0s' {1..4096})
EXTRA="  secretTemplate: {annotations: {one: $long_note, two: $long_note}}" certificate web ca a.example.com |
  refused "more than 8,192 bytes"
# refused_annotation ANNOTATION VALUE WORDS: in an Issuer of a namespace, by either way to say it.
refused_annotation() {
  local ingress="{ingress: {ingressTemplate: {metadata: {annotations: {$1: '$2'}}}}}"
  ROUTE=$ingress issuer ca | refused "$3"
  ROUTE="{routes: [$ingress]}" issuer ca | refused "$3"
}
for name in nginx.ingress.kubernetes.io/{server-snippet,configuration-snippet,auth-url} \
  traefik.ingress.kubernetes.io/router.middlewares haproxy-ingress.github.io/config-backend a; do
  refused_annotation "$name" b "an annotation that may reach beyond the path"
done
refused_annotation nginx.ingress.kubernetes.io/whitelist-source-range '0.0.0.0/0; }' "should match"
refused_annotation nginx.org/mergeable-ingress-type master "minion alone"
ROUTE="{ingress: {ingressTemplate: {metadata: {labels: {a: b}}}}}" issuer ca |
  refused "only a ClusterIssuer can say them"
ROUTE="{ingress: {ingressTemplate: {metadata: {annotations: {nginx.ingress.kubernetes.io/ssl-redirect: 'false'}}}}}" \
  issuer plain | apply
k delete issuer plain >/dev/null
ROUTE="{ingress: {allowRuleWithoutHost: true}}" issuer ca | refused "only a ClusterIssuer can allow it"
EXTRA="    allowedOrigins: ['https://other.example.net']" issuer ca |
  refused "only a ClusterIssuer can list origins"
EXTRA="    skipTLSVerify: true" issuer ca | refused "give its root certificate in caBundle"
issuer ca http://ca.example.net/dir | refused "not an https:// URL"

# What is known from cert-manager and is not served: by name, also to who does not check fields.
unchecked() {
  local answer
  if answer=$(k apply --server-side --validate=ignore --filename - 2>&1); then fail "was accepted: $1"; fi
  say "refused: $answer"
  [[ $answer == *"$1"* ]] || fail "the answer lacks '$1'"
}
while IFS='|' read -r field word; do
  EXTRA="  $field" certificate web ca a.example.com | unchecked "$word"
done <<'FIELDS'
isCA: true|isCA
subject: {organizations: [a]}|subject
literalSubject: CN=a|literalSubject
emailAddresses: [a@example.com]|emailAddresses
uris: ["spiffe://a"]|uris
otherNames: [{oid: 1.2.3, utf8Value: a}]|otherNames
nameConstraints: {critical: true}|nameConstraints
revisionHistoryLimit: 1|revisionHistoryLimit
encodeUsagesInRequest: false|encodeUsagesInRequest
signatureAlgorithm: SHA512WithRSA|signatureAlgorithm
keystores: {jks: {create: true}}|JKS
keystores: {pkcs12: {create: true, password: a}}|put it into a Secret
keystores: {pkcs12: {create: true}}|passwordSecretRef
keystores: {pkcs12: {create: true, profile: LegacyRC2}}|Modern2023
FIELDS
EXTRA="  isCA: false
  encodeUsagesInRequest: true" certificate harmless ca harmless.example.com | apply
k delete certificate harmless >/dev/null
for kind in 'ca: {secretName: a}' 'selfSigned: {}' 'vault: {server: a}' 'venafi: {zone: a}'; do
  printf '%s\n' 'apiVersion: sallyport.dev/v1' 'kind: Issuer' 'metadata: {name: other}' "spec: {$kind}" |
    unchecked "only acme is served"
done
printf '%s\n' 'apiVersion: sallyport.dev/v1' 'kind: Issuer' 'metadata: {name: other}' 'spec: {}' | unchecked "acme: needed"
issuer ca | sed 's/http01: .*/dns01: {route53: {region: a}}/' | unchecked "dns01: only HTTP-01 is served"
issuer ca | sed 's/- http01: .*/- selector: {dnsZones: [example.com]}/' | unchecked "http01: needed"

# A list is one value: what Git drops goes, whoever wrote it before; and a name twice is that name.
# listed MANAGER HOST...
listed() {
  certificate listed ca "${@:2}" |
    k apply --server-side --force-conflicts --field-manager "$1" --filename - >/dev/null
}
listed by-hand a.listed.example.com b.listed.example.com
listed from-git a.listed.example.com a.listed.example.com
[[ $(field certificate/listed .spec.dnsNames) == '["a.listed.example.com","a.listed.example.com"]' ]] ||
  fail "the names are $(field certificate/listed .spec.dnsNames)"
k delete certificate listed >/dev/null
