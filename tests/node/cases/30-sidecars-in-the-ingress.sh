# The example with sidecars in an ingress controller's own pods: one name is issued through them, and
# all of these pods are replaced in the middle of a validation, while visitors come.
source "$HERE/restarts.sh"
EDGE=edge.example.com
edge() { kubectl --namespace edge "$@"; }
edge_pods() { edge get pods --selector app.kubernetes.io/name=edge --output name | sort; }
start_order() { edge get "$1" --output 'jsonpath={.status.initContainerStatuses[0].started}'; }

restart_ca 30
trap 'release upgrade; restart_ca; why' EXIT
sed -e 's|image: nginx:.*|image: docker.io/sallyport-test/nginx:1|' \
  -e 's|^\( *\)image: .*|&\n\1imagePullPolicy: Never|' \
  "$SALLYPORT_ROOT/manifests/examples/ingress-with-sidecar.yaml" | kubectl apply --server-side --filename -
kubectl label namespace edge pod-security.kubernetes.io/enforce=restricted
release upgrade --set 'controller.extraArgs[1]=--more-sidecars=edge/sallyport-sidecar'
edge rollout status deployment/edge --timeout 60s
for pod in $(edge_pods); do
  [[ $(start_order "$pod") == true ]] || fail "$pod has no native sidecar that started"
done
dns add-a "{\"host\":\"$EDGE.\",\"addresses\":[\"$(edge get service edge --output 'jsonpath={.spec.clusterIP}')\"]}"
wait_for 20 "the ingress pods to answer" answers "http://$EDGE/"

ROUTE='{none: {}}' issuer ca | apply
wait_for_condition issuer/ca Ready True "$LEADS_WITHIN"
orders=$(orders_made)
visitors_come "http://$EDGE/" web
certificate web ca "$EDGE" | apply
wait_for 20 "the validation" is_validating || fail "$(explanation certificate/web)"

before=$(edge_pods)
edge rollout restart deployment/edge
edge rollout status deployment/edge --timeout 60s
all_are_new() { [[ -z $(comm -12 <(echo "$before") <(edge_pods)) ]]; }
wait_for 30 "the old pods to go" all_are_new || fail "before: $before, now: $(edge_pods)"

wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls "$EDGE"
expect_at_most "orders" $(($(orders_made) - orders)) 1
visitors_go
release upgrade
kubectl delete namespace edge --wait=false
restart_ca
trap why EXIT
