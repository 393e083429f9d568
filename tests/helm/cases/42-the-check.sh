# `sallyport-controller check`, as `helm test` runs it: with the chart's rights and standing sidecars
# all is well; each thing that is missing is named, with what to do.
use_namespace "$SYSTEM"
fresh
install
crds_serve
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
account_kubeconfig sallyport-controller
account_kubeconfig sallyport-sidecar
start_sidecar

rendered
mapfile -t words < <(objects get "$CASE_DIR/rendered.json" Pod/sallyport-check 'spec.containers[0].args')
[[ ${words[0]} == check ]] || fail "the test pod runs: ${words[*]}"
check() {
  "$PROGRAMS/sallyport-controller" "${words[@]//\$(POD_NAMESPACE)/$SYSTEM}" \
    --kubeconfig "$WORLD_DIR/sallyport-controller.kubeconfig"
}
mark=$(audit_mark)
check | tee "$CASE_DIR/output"
(($(grep -c '^ok ' "$CASE_DIR/output") == 38)) || fail "not the checks that are looked for here"
[[ -z $(audit "$mark" denied) ]] || fail "refused by the API server: $(audit "$mark" denied)"

# Each rule is looked for: without it, something is missing.
without_rule() {
  local role=$1 index=$2
  kubectl patch --namespace "$SYSTEM" "$role" --type json \
    --patch "[{\"op\": \"remove\", \"path\": \"/rules/$index\"}]"
  refused "FAILED  right to" check_all
  upgrade --force-conflicts
}
check_all() { check 2>&1; }
for index in 0 1 2 3 4 5 6 8 9 10 11 12 13 14; do without_rule clusterrole/sallyport-controller "$index"; done
for index in 0 1 2 3; do without_rule role/sallyport-controller "$index"; done

signal sidecar KILL
wait_for 5 "the sidecar's end" has_ended sidecar
refused "FAILED  sidecar $SIDECAR_ADDRESS: challenge port" check_all
refused "see whether its pod runs" check_all
refused "2 of 38 checks failed" check_all
kubectl delete --filename "$BED/manifests/sidecar-endpoints.yaml"
refused "has no ready replica" check_all

uninstall
without_crds
install --set crds.enabled=false
refused "kind Certificate of sallyport.dev/v1 in every namespace: not served: install" check_all

sed -i "s|server: .*|server: https://$API_ADDRESS:1|" "$WORLD_DIR/sallyport-controller.kubeconfig"
refused "FAILED  API server: " check_all
refused "1 of 1 checks failed" check_all
uninstall
