# The chart's roles are enough for the programs; a certificate survives upgrade, rollback,
# uninstall and a new install, and is not asked for again.
# With Helm 3 as well.
export SALLYPORT_ANSWER_GRACE=1
fresh
install
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
product_up
use_namespace "outlive-$HELM"
kubectl create namespace "$NS"
issuer ca | apply
wait_for_condition issuer/ca Ready True 20
certificate web ca "$NS.example.com" | apply
wait_for_condition certificate/web Ready True 20
expect_good_secret web-tls "$NS.example.com"
serial=$(serial_of web-tls)
uid=$(field certificate/web .metadata.uid)

as_before() {
  [[ $(field certificate/web .metadata.uid) == "$uid" ]] || fail "the Certificate is another one"
  [[ $(serial_of web-tls) == "$serial" ]] || fail "the Secret holds another certificate"
}
upgrade --set logLevel=debug
as_before
helm rollback sallyport --namespace "$SYSTEM"
as_before
certificate late ca "late.$NS.example.com" | apply
wait_for_condition certificate/late Ready True 20

# Every right is used, also that to delete: answers, pending keys, routes.
k delete certificate late
remains() {
  kubectl get challenges --namespace "$SYSTEM" --output name
  kubectl get ingresses --namespace "$SYSTEM" --output yaml | grep "late.$NS.example.com" || true
  k get secrets --output name | grep sallyport-key- || true
}
none_remains() { [[ -z $(remains) ]]; }
# The cluster's garbage collector learns of new kinds once in half a minute.
wait_for 60 "what only an order needs to go" none_remains || fail "$(remains)$(audit 0 denied)"
[[ -z $(audit 0 denied) ]] || fail "refused by the API server: $(audit 0 denied)"

programs_end
uninstall
as_before

issued=$(certificates_issued)
install
product_up
as_before
has_condition certificate/web Ready True || fail "$(explanation certificate/web)"
certificate anew ca "anew.$NS.example.com" | apply
wait_for_condition certificate/anew Ready True 20
as_before
(($(certificates_issued) == issued + 1)) || fail "certificates were asked for again"
programs_end
uninstall
