# Behaviours: V6
# A namespace is deleted in the middle of an order: it goes at once, the CA is told that nobody wants
# the names any more, and neither answer nor route nor key is left.
source "$BED/killed.sh"
# The answer of an ingress that is frozen never comes, so the names stay to be proved.
of_ours() {
  kubectl get challenges,ingresses --namespace "$SYSTEM" --output yaml | grep -c leaving.example.com || true
}
has_answer() { kubectl get challenges --namespace "$SYSTEM" --output yaml | finds leaving.example.com; }
nothing_of_ours() { [[ $(of_ours) == 0 ]]; }
namespace_is_gone() { ! kubectl get namespace "$NS" >/dev/null 2>&1; }
posts_to_authorizations() { ca_log_count 'POST /authZ/'; }

EXTRA='    preflight: "Off"' issuer ca | apply
wait_for_condition issuer/ca Ready True 15
signal "$INGRESS" STOP
certificate web ca leaving.example.com | apply
wait_for 20 "the answer to be published" has_answer ||
  fail_thawed "$INGRESS" "$(explanation certificate/web)"
sleep 1
posts=$(posts_to_authorizations)
kubectl delete namespace "$NS" --wait=false >/dev/null
wait_for 30 "the end of the namespace" namespace_is_gone ||
  fail_thawed "$INGRESS" "$(kubectl get namespace "$NS" --output yaml)"
wait_for 20 "answers and routes to go" nothing_of_ours ||
  fail_thawed "$INGRESS" "$(of_ours) are left"
(($(posts_to_authorizations) > posts)) || fail_thawed "$INGRESS" "the CA was not told"
signal "$INGRESS" CONT

mark=$(audit_mark)
sleep 3
expect_at_most "writes after the end" "$(writes_here_since "$mark")" 0
# Pebble 2 locks itself up when an authorization is deactivated while it validates it.
ended pebble KILL
start_ca
up pebble 10 ca_answers
