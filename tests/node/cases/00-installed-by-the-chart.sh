# helm install --wait is quick, and both pods of the sidecar stand on nodes of their own.
helm uninstall sallyport --namespace "$SYSTEM" --wait >/dev/null
no_pod_is_left() { [[ -z $(of_pods app.kubernetes.io/name=sallyport .metadata.name) ]]; }
wait_for 40 "the pods to go" no_pod_is_left || exit 1
started=$EPOCHREALTIME
release install
expect_at_most "seconds of helm install --wait" "$(seconds_since "$started")" 20

nodes=$(of_pods "$SIDECAR_POD" .spec.nodeName | sort | xargs)
[[ $nodes == "node-1 node-2" ]] || fail "the sidecar runs on: $nodes"
restarts=$(of_pods app.kubernetes.io/name=sallyport '.status.containerStatuses[0].restartCount' | sort -u)
[[ $restarts == 0 ]] || fail "restarts: $restarts"
[[ $(field "namespace/$SYSTEM" '.metadata.labels.pod-security\.kubernetes\.io/enforce') == restricted ]]
budget=$(system get poddisruptionbudget sallyport-sidecar --output 'jsonpath={.status.disruptionsAllowed}')
[[ $budget == 1 ]] || fail "the disruption budget allows $budget"
audit_mark >"$WORLD_DIR/installed" # the pods removed above had lost their rights before their end
