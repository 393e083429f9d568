# Traefik as a cluster has it: in a pod, behind a Service. A name by an Ingress, one by a Gateway, which is
# renewed, and one while Traefik's pod is replaced in the middle of its validation.
source "$HERE/restarts.sh"
BY_INGRESS=pods.example.com BY_GATEWAY=pods-gateway.example.com MEANWHILE=pods-meanwhile.example.com
traefik() { kubectl --namespace traefik "$@"; }
traefik_pods() { traefik get pods --selector app=traefik --output name | sort; }
all_are_new() { [[ -z $(comm -12 <(echo "$before") <(traefik_pods)) ]]; }
renewed() { [[ $(serial_of "$1-tls") != "$old" ]]; }
ends() {
  restart_ca
  kubectl delete --filename "$INGRESSES/gateway.yaml" --ignore-not-found >/dev/null
  traefik delete deployment/traefik service/traefik --ignore-not-found >/dev/null
  remove_gateway_api
}

trap 'why; ends' EXIT
install_gateway_api
make_gateway traefik.io/gateway-controller
kubectl apply --filename "$HERE/manifests/traefik.yaml" >/dev/null
traefik rollout status deployment/traefik --timeout 60s
address=$(traefik get service traefik --output 'jsonpath={.spec.clusterIP}')
for host in "$BY_INGRESS" "$BY_GATEWAY" "$MEANWHILE"; do
  dns add-a "{\"host\":\"$host.\",\"addresses\":[\"$address\"]}"
done

ROUTE='{ingress: {ingressClassName: pods}}' issuer ca | apply
ROUTE='{gatewayHTTPRoute: {parentRefs: [{name: public, namespace: gateway}]}}' issuer gateway | apply
for issuer in ca gateway; do wait_for_condition "issuer/$issuer" Ready True "$LEADS_WITHIN"; done
certificate ingress ca "$BY_INGRESS" | apply
certificate gateway gateway "$BY_GATEWAY" | apply
for name in ingress gateway; do wait_for_condition "certificate/$name" Ready True 60; done
expect_good_secret ingress-tls "$BY_INGRESS"
expect_good_secret gateway-tls "$BY_GATEWAY"

old=$(serial_of gateway-tls)
k annotate certificate gateway sallyport.dev/renew=now
wait_for 60 "the renewal by the Gateway" renewed gateway || fail "$(explanation certificate/gateway)"

restart_ca 30
orders=$(orders_made)
certificate web ca "$MEANWHILE" | apply
wait_for 30 "the validation" is_validating || fail "$(explanation certificate/web)"
before=$(traefik_pods)
traefik rollout restart deployment/traefik
traefik rollout status deployment/traefik --timeout 60s
wait_for 60 "the old pods to go" all_are_new || fail "before: $before, now: $(traefik_pods)"
wait_for_condition certificate/web Ready True 90
expect_good_secret web-tls "$MEANWHILE"
expect_at_most "orders" $(($(orders_made) - orders)) 1
trap why EXIT
ends
