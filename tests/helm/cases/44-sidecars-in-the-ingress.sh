# The example of sidecars within an ingress controller's pods: the API server takes it, its pods
# satisfy the strictest security, its rights are enough, and the controller asks these sidecars.
export SALLYPORT_ANSWER_GRACE=1
use_namespace "$SYSTEM"
fresh
install
crds_serve
example=$SALLYPORT_ROOT/manifests/examples/ingress-with-sidecar.yaml
kubectl apply --server-side --validate=strict --filename "$example"
kubectl apply --server-side --filename "$example" # changes nothing, and is no conflict
to_json <"$example" >"$CASE_DIR/example.json"
objects pods "$CASE_DIR/example.json" >"$CASE_DIR/pods.json"
kubectl label namespace edge pod-security.kubernetes.io/enforce=restricted
kubectl wait --for create --namespace edge --timeout 10s serviceaccount/edge
kubectl create --dry-run=server --namespace edge --filename "$CASE_DIR/pods.json"

# There is no kubelet: the sidecar runs here, with the account of the example, and nothing stands
# behind the system namespace's own Service.
sed 's/namespace: sallyport-system/namespace: edge/; s/sallyport-sidecar-bed/edge-bed/' \
  "$BED/manifests/sidecar-endpoints.yaml" | kubectl apply --filename -
kubectl delete --ignore-not-found --filename "$BED/manifests/sidecar-endpoints.yaml"
kubectl create token --namespace edge edge --duration 1h >"$WORLD_DIR/edge.token"
account_kubeconfig sallyport-controller
write_kubeconfig sallyport-sidecar "tokenFile: $WORLD_DIR/edge.token"
start_sidecar
mark=$(audit_mark)
"$PROGRAMS/sallyport-controller" check --more-sidecars=edge/sallyport-sidecar \
  --kubeconfig "$WORLD_DIR/sallyport-controller.kubeconfig" >"$CASE_DIR/check" || true
grep "^ok      sidecar $SIDECAR_ADDRESS: challenge port" "$CASE_DIR/check" || fail "$(<"$CASE_DIR/check")"
start_controller --more-sidecars=edge/sallyport-sidecar

# The example's nginx, with the address that stands for its Service, and the sidecar's where both
# would be in one pod.
edge=10.77.0.9
objects get "$CASE_DIR/example.json" ConfigMap/edge 'data.nginx~conf' |
  sed "s|listen 8080|listen $edge:80|; s|127.0.0.1|$SIDECAR_ADDRESS|; s|/tmp/|$CASE_DIR/|" \
    >"$CASE_DIR/nginx.conf"
start nginx "$TOOLS_BIN/nginx" -c "$CASE_DIR/nginx.conf" \
  -g "daemon off; error_log stderr; user root root;"
up nginx 10 answers "http://$edge/"
dns add-a "{\"host\":\"beside.example.com.\",\"addresses\":[\"$edge\"]}"

use_namespace beside
kubectl create namespace "$NS"
ROUTE='{none: {}}' issuer ca | apply
certificate web ca beside.example.com | apply
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls beside.example.com
[[ -z $(audit "$mark" denied) ]] || fail "refused by the API server: $(audit "$mark" denied)"
programs_end
signal nginx QUIT
kubectl delete --filename "$example"
uninstall
