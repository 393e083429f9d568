# What the cluster's own admission makes of a Secret of ours: where key or certificate does not arrive as it
# was written, the Certificate says so, and neither the CA nor the API server is asked again and again.
# changes ROLE FIELD: a policy that replaces a field of our Secrets of that role, and of one named probe.
changes() {
  cat <<END
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: changes-secrets}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets]}]
  matchConditions:
    - name: ours
      expression: >-
        object.metadata.name == 'probe' || (has(object.metadata.labels) &&
        'sallyport.dev/role' in object.metadata.labels && object.metadata.labels['sallyport.dev/role'] == '$1')
  failurePolicy: Fail
  reinvocationPolicy: Never
  mutations:
    - patchType: JSONPatch
      jsonPatch: {expression: '[JSONPatch{op: "replace", path: "/data/$2", value: "$(base64 <<<cut)"}]'}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: changes-secrets}
spec:
  policyName: changes-secrets
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $NS}}}
END
}
# A policy counts some time after it was written.
is_changed() {
  k create secret generic probe --from-literal=tls.crt=whole --from-literal=tls.key=whole --dry-run=server \
    --output json | finds "$(base64 <<<cut)"
}
is_whole() { ! is_changed; }
with_policy() {
  changes "$@" | k apply --filename - >/dev/null
  wait_for 20 "the policy" is_changed
}
without_policy() {
  k delete mutatingadmissionpolicybindings,mutatingadmissionpolicies changes-secrets >/dev/null 2>&1
  wait_for 20 "the end of the policy" is_whole
}
# is_told WRITES ORDERS: the Certificate says it, and at most so much happens after that.
is_told() {
  local orders mark
  wait_until_it_says certificate/web SecretChanged 20
  says certificate/web "a MutatingAdmissionPolicy changes it" || fail "$(explanation certificate/web)"
  has_condition certificate/web Stalled True || fail "$(explanation certificate/web)"
  orders=$(orders_made) mark=$(audit_mark)
  sleep 4
  expect_at_most "writes" "$(writes_here_since "$mark")" "$1"
  expect_at_most orders $(($(orders_made) - orders)) 0
}
serves_again() {
  without_policy
  k annotate certificate web --overwrite "sallyport.dev/renew=$1" >/dev/null
  wait_for_condition certificate/web Ready True 20
  has_condition certificate/web Stalled False || fail "$(explanation certificate/web)"
  expect_good_secret web-tls on-the-way.example.com
}

if ! kubectl api-resources --api-group admissionregistration.k8s.io | finds MutatingAdmissionPolicy; then
  say "this Kubernetes serves no MutatingAdmissionPolicy (1.36 was the first): nothing was looked at"
  exit 0
fi
issuer ca | apply

say "-- the certificate"
with_policy certificate tls.crt
orders=$(orders_made)
certificate web ca on-the-way.example.com | apply
is_told 2
expect_at_most orders $(($(orders_made) - orders)) 1
described certificate/web SecretChanged
serves_again 1

say "-- a Secret that is only written anew"
with_policy certificate tls.crt
k patch certificate web --type merge --patch '{"spec":{"additionalOutputFormats":[{"type":"DER"}]}}' >/dev/null
is_told 2
serves_again 2

say "-- the key, before anything is ordered"
with_policy pending-key tls.key
orders=$(orders_made)
k annotate certificate web --overwrite sallyport.dev/renew=3 >/dev/null
is_told 2
has_condition certificate/web Ready True || fail "$(explanation certificate/web)"
expect_at_most orders $(($(orders_made) - orders)) 0
serves_again 4
