# What the cluster's own admission makes of a Secret of ours: where the certificate does not arrive as it
# was written, the Certificate says so, and neither the CA nor the API server is asked again and again.
says_changed() { wait_until_it_says certificate/web "not kept as it was written" "$1"; }
policy() {
  cat <<END
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: changes-secrets}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [secrets]}]
  matchConditions: [{name: ours, expression: "object.metadata.name in ['web-tls', 'probe']"}]
  failurePolicy: Fail
  reinvocationPolicy: Never
  mutations:
    - patchType: JSONPatch
      jsonPatch: {expression: '[JSONPatch{op: "replace", path: "/data/tls.crt", value: "$(base64 <<<cut)"}]'}
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
is_at_work() {
  [[ $(k create secret generic probe --from-literal=tls.crt=whole --dry-run=server \
    --output 'jsonpath={.data.tls\.crt}') == "$(base64 <<<cut)" ]]
}
is_off() { ! is_at_work; }

policy | k apply --filename - >/dev/null
wait_for 20 "the policy" is_at_work
issuer ca | apply
orders=$(orders_made)
certificate web ca on-the-way.example.com | apply
says_changed 20
has_condition certificate/web Ready False || fail "$(explanation certificate/web)"
mark=$(audit_mark)
sleep 5
expect_at_most "writes" "$(writes_here_since "$mark")" 0
expect_at_most orders $(($(orders_made) - orders)) 1

policy | k delete --filename - >/dev/null
wait_for 20 "the policy to be gone" is_off
k annotate certificate web sallyport.dev/renew=1 >/dev/null
wait_for_condition certificate/web Ready True 20
expect_good_secret web-tls on-the-way.example.com

say "-- a Secret that is only written anew"
policy | k apply --filename - >/dev/null
wait_for 20 "the policy" is_at_work
orders=$(orders_made)
k patch certificate web --type merge --patch '{"spec":{"additionalOutputFormats":[{"type":"DER"}]}}' >/dev/null
says_changed 20
mark=$(audit_mark)
sleep 5
expect_at_most "writes" "$(writes_here_since "$mark")" 4
expect_at_most orders $(($(orders_made) - orders)) 1
policy | k delete --filename - >/dev/null
