# A node that has a sidecar is drained. The disruption budget leaves one sidecar at any time, and issuing goes on.
issuer ca | apply
wait_for_condition issuer/ca Ready True "$LEADS_WITHIN"
sidecar_service() { system get service sallyport-sidecar --output 'jsonpath={.spec.clusterIP}'; }
start visitors python3 "$BED/traffic.py" "http://$(sidecar_service):8090/healthz" "" "$WORLD_DIR/visitors"

drained=$(of_pods "$SIDECAR_POD" .spec.nodeName | sort | sed -n 1p)
other=node-2
if [[ $drained == node-2 ]]; then other=node-1; fi
kubectl drain "$drained" --ignore-daemonsets --delete-emptydir-data --timeout 60s
trap 'kubectl uncordon "$drained"; why' EXIT
nodes=$(of_pods app.kubernetes.io/name=sallyport .spec.nodeName | sort -u)
[[ $nodes == "$other" ]] || fail "pods are on $nodes"
system rollout status deployment/sallyport-controller --timeout 30s
system rollout status deployment/sallyport-sidecar --timeout 30s
visitors_go

certificate web ca drained.example.com | apply
wait_for_condition certificate/web Ready True 30
expect_good_secret web-tls drained.example.com
kubectl uncordon "$drained"
trap why EXIT
