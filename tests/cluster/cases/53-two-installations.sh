# Two installations in one cluster, each with a Lease of its own: one works, the other one waits and says
# so. A restart of the first one hands nothing over. When the first one is gone and its claim is deleted,
# the other one works.
OTHER=other-system
OTHER_ADMIN=$CONTROLLER_ADDRESS:8082
leads() {
  curl --silent --fail --max-time 2 "http://$(metrics_of "$1")/metrics" |
    grep '^leader_election_master_status{name="sallyport-controller"} 1' >/dev/null
}
readiness() { curl --silent --max-time 2 "http://$OTHER_ADMIN/readyz"; }
says_why() { [[ $(readiness) == *"the installation of Sallyport in namespace $SYSTEM works in this cluster"* ]]; }
told_by_event() {
  kubectl get events --namespace "$OTHER" --output 'jsonpath={.items[*].reason}' | grep OtherInstallation >/dev/null
}
holder() { kubectl get installation sallyport --output 'jsonpath={.spec.holderIdentity}'; }
has_lease() { [[ $(kubectl get lease --namespace "$OTHER" sallyport-controller --output 'jsonpath={.spec.holderIdentity}') == other ]]; }

sed "s/sallyport-system/$OTHER/; s/name: sallyport-\(controller\|sidecar\)\$/name: other-\1/" \
  "$SALLYPORT_ROOT/manifests/rbac.yaml" | kubectl apply --server-side --filename -
wait_for 10 "the ServiceAccount" kubectl get serviceaccount --namespace "$OTHER" other-controller
token_of "$OTHER" other-controller
write_kubeconfig other-controller "tokenFile: $WORLD_DIR/other-controller.token"
wait_for 20 "the first to lead" leads "$CONTROLLER_ADDRESS:8080" || fail "$(holder) has the cluster"
[[ $(holder) == "$SYSTEM" ]] || fail "$(holder) has the cluster"

say "-- a second installation"
start other "$PROGRAMS/sallyport-controller" --kubeconfig "$WORLD_DIR/other-controller.kubeconfig" \
  --system-namespace "$OTHER" --admin-listen "$OTHER_ADMIN" --metrics-listen "$(metrics_of "$OTHER_ADMIN")" \
  --identity other --allow-private-addresses "$BED_ADDRESSES"
wait_for 20 "the second to have its own Lease" has_lease
wait_for 20 "the second to say why it waits" says_why || fail "it says: $(readiness)"
wait_for 10 "an Event" told_by_event || fail "$(kubectl get events --namespace "$OTHER")"
grep event=OtherInstallation "$WORLD_DIR/log/other.log" || fail "its log does not say so"
issuer ca | apply
wait_for_condition issuer/ca Ready True 15
orders=$(orders_made)
certificate web ca web.two.example.com | apply
wait_for_condition certificate/web Ready True 30
expect_at_most "orders" $(($(orders_made) - orders)) 1
! leads "$OTHER_ADMIN" || fail "both lead"

say "-- the first one ends, and is started again"
ended controller
sleep 5
! leads "$OTHER_ADMIN" || fail "an upgrade of the first one would hand the cluster over"
start_controller
wait_for 20 "the first to lead" leads "$CONTROLLER_ADDRESS:8080" || fail "$(holder) has the cluster"
! leads "$OTHER_ADMIN" || fail "both lead"

say "-- the first one is gone for good"
ended controller
kubectl delete installation sallyport
wait_for 45 "the second to lead" leads "$OTHER_ADMIN" || fail "it says: $(readiness)"
[[ $(holder) == "$OTHER" ]] || fail "$(holder) has the cluster"
[[ $(readiness) == ok ]] || fail "it says: $(readiness)"

# Back to one.
ended other
kubectl delete installation sallyport
kubectl delete namespace "$OTHER" --wait=false
kubectl delete clusterrole,clusterrolebinding other-controller
start_controller
wait_for 20 "the first to lead" leads "$CONTROLLER_ADDRESS:8080" || fail "$(holder) has the cluster"
