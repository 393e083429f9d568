# What may stand in a Certificate's way, and how that looks to whoever is woken by it.
source "$BED/strange.sh"
as_it_was() {
  ended strange-ca KILL
  is_running sidecar || start_sidecar
}
trap as_it_was EXIT
start_strange_ca
issuer ca | apply

say "-- the issuer"
issuer selective | sed 's/^      - http01:/      - selector: {dnsZones: [example.org]}\n        http01:/' | apply
certificate unsolved selective unsolved.way.example.com | apply
wait_for_reason certificate/unsolved Issuing NoSolver 20
described certificate/unsolved NoSolver
EXTRA="    enableDurationFeature: true" issuer dateless "$(strange_directory no-dates)" | apply
EXTRA="  duration: 240h" certificate dated dateless dated.way.example.com | apply
wait_for_reason certificate/dated Issuing InvalidSpec 20
described certificate/dated InvalidSpec

say "-- the cluster"
policy() {
  cat <<END
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: keys-have-owners}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
  validations: [{expression: "has(object.metadata.labels.team)", message: "Secrets need the label team"}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: keys-have-owners}
spec:
  policyName: keys-have-owners
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $NS}}}
END
}
policy | k apply --filename - >/dev/null
# It counts some time after it was written.
policy_counts() { ! k create secret generic probe --dry-run=server; }
wait_for 20 "the policy" policy_counts
certificate refused ca refused.way.example.com | apply
wait_for_reason certificate/refused Issuing ClusterRefused 20
described certificate/refused ClusterRefused
policy | k delete --filename - >/dev/null
wait_for 20 "the end of the policy" k create secret generic probe --dry-run=server
ended sidecar KILL
certificate unanswered ca unanswered.way.example.com | apply
wait_for_reason certificate/unanswered Issuing SidecarNotReady 20
described certificate/unanswered SidecarNotReady
start_sidecar
wait_for_condition certificate/unanswered Ready True 60

say "-- a certificate that does not serve any more, at a CA that gives no other"
for name in paused another; do issuer "$name" "$(strange_directory paused)" | apply; done
certificate web paused web.way.example.com | apply
wait_for_condition certificate/web Ready True 20
key=$(field secret/web-tls '.data.tls\.key')
# patched PATCH: the spec of web.
patched() { k patch certificate web --type merge --patch "{\"spec\":$1}" >/dev/null; }
serves() { wait_for_condition certificate/web Ready True 20; }
patched '{"dnsNames":["web.way.example.com","more.way.example.com"]}'
wait_for_reason certificate/web Ready NamesDiffer 20
described certificate/web NamesDiffer
patched '{"dnsNames":["web.way.example.com"]}' && serves
patched '{"privateKey":{"algorithm":"RSA"}}'
wait_for_reason certificate/web Ready KeySpecDiffers 20
described certificate/web KeySpecDiffers
patched '{"privateKey":null}' && serves
patched '{"issuerRef":{"name":"another"}}'
wait_for_reason certificate/web Ready IssuerDiffers 20
described certificate/web IssuerDiffers
patched '{"issuerRef":{"name":"paused"}}' && serves
k patch secret web-tls --type merge --patch "{\"data\":{\"tls.key\":\"$(openssl ecparam -name prime256v1 -genkey -noout |
  openssl pkcs8 -topk8 -nocrypt | base64 -w0)\"}}" >/dev/null
wait_for_reason certificate/web Ready KeyMismatch 20
described certificate/web KeyMismatch
k patch secret web-tls --type merge --patch "{\"data\":{\"tls.key\":\"$key\"}}" >/dev/null
serves
k annotate certificate web sallyport.dev/revoke=because >/dev/null
refused_to_revoke() { k get events | finds RevocationRefused; }
wait_for 20 "the refusal" refused_to_revoke
described certificate/web RevocationRefused
k annotate certificate web --overwrite sallyport.dev/revoke=superseded >/dev/null
wait_for_reason certificate/web Ready Revoked 20
described certificate/web Revoked

say "-- the CA"
issuer away "$(strange_directory pkcs7)" | apply
wait_for_condition issuer/away Ready True 20
signal strange-ca KILL
wait_for 10 "the end of the CA" has_ended strange-ca
# sharing NAME: one of two Certificates that share what the first of them gets.
sharing() {
  certificate "$1" away shared.way.example.com |
    sed "s|^  name: $1\$|&\n  annotations: {sallyport.dev/share-certificate: 'true'}|"
}
sharing first | apply
wait_for_reason certificate/first Issuing CaUnreachable 20
described certificate/first CaUnreachable
sharing second | apply
wait_for_reason certificate/second Issuing WaitsForTwin 20
described certificate/second WaitsForTwin
start_strange_ca
wait_for_condition certificate/first Ready True 60
wait_for_condition certificate/second Ready True 20

# With what they have left for the next try.
k delete certificate unsolved dated refused web >/dev/null
