# A release of an older chart, an order under way, an upgrade: the same
# order ends well, with the programs started anew.
export SALLYPORT_ANSWER_GRACE=1
use_namespace "$SYSTEM"
fresh
older=$CASE_DIR/sallyport-0.0.1.tgz
helm package "$CHART" --version 0.0.1 --destination "$CASE_DIR"
helm install sallyport "$older" --namespace "$SYSTEM" --set controller.workers=4
[[ $(release_field chart) == sallyport-0.0.1 ]] || fail "$(release_field chart)"
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
product_up

use_namespace midway
kubectl create namespace "$NS"
EXTRA='    preflight: "Off"' issuer ca | apply # else there would be no order
wait_for_condition issuer/ca Ready True 20

# The sidecar hangs: the CA is not told before it has the answers.
orders=$(orders_made)
signal sidecar STOP
certificate web ca midway.example.com | apply
has_challenge() { kubectl get challenges --namespace "$SYSTEM" --output yaml | grep midway.example.com; }
wait_for 20 "the Challenge" has_challenge
order=$(field certificate/web .status.order.url)
[[ $order ]] || fail "no order: $(explanation certificate/web)"

upgrade
[[ $(release_field chart) != sallyport-0.0.1 ]] || fail "not upgraded: $(release_field chart)"
[[ $(field certificate/web .status.order.url) == "$order" ]] || fail "the order is another one"
signal controller TERM
signal sidecar KILL
wait_for 15 "the controller to end" has_ended controller
product_up
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls midway.example.com
(($(orders_made) == orders + 1)) || fail "$(($(orders_made) - orders)) orders for one certificate"
programs_end
uninstall
