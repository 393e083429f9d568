# The controller with rights in two namespaces only: certificates there are made and removed, one
# elsewhere is left alone, and nothing is asked for that is not allowed.
export SALLYPORT_ANSWER_GRACE=1
fresh
served_namespaces
install
upgrade --values "$VALUES/namespaced.yaml"
if kubectl get clusterroles,clusterrolebindings --output name | grep sallyport-; then
  fail "rights in every namespace are left"
fi
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
mark=$(audit_mark)
product_up --watch-namespaces=served,also-served

use_namespace elsewhere
kubectl create namespace "$NS"
issuer ca | apply
certificate web ca elsewhere.example.com | apply
for NS in served also-served; do
  issuer ca | apply
  certificate web ca "$NS.example.com" | apply
  wait_for_condition certificate/web Ready True 20
  expect_good_secret web-tls "$NS.example.com"
done
[[ -z $(kubectl get --namespace elsewhere issuers,certificates --output 'jsonpath={.items[*].status.conditions}') ]] ||
  fail "something was done in a namespace that is not served"

certificate far ca far.example.com | sed 's/^    name: ca$/&\n    kind: ClusterIssuer/' | apply
wait_until_it_says certificate/far "name an Issuer of namespace also-served" 10
has_condition certificate/far Stalled True || fail "$(explanation certificate/far)"

k delete certificate web
routes_are_gone() { ! kubectl get ingresses --namespace "$SYSTEM" --output yaml | grep also-served; }
wait_for 20 "the routes to go" routes_are_gone
[[ -z $(audit "$mark" denied) ]] || fail "refused by the API server: $(audit "$mark" denied)"
programs_end
uninstall
