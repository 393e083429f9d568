# A release of an older chart, an order that waits for the CA's validation, an upgrade: the same
# order ends well, with the programs started anew.
export SALLYPORT_ANSWER_GRACE=1
NS=$SYSTEM
fresh
older=$CASE_DIR/sallyport-0.0.1.tgz
helm package "$CHART" --version 0.0.1 --destination "$CASE_DIR"
helm install sallyport "$older" --namespace "$SYSTEM" --set controller.workers=4
[[ $(release_field chart) == sallyport-0.0.1 ]] || fail "$(release_field chart)"
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
product_up

NS=midway
kubectl create namespace "$NS"
issuer ca | apply
wait_for_condition issuer/ca Ready True 20

# Whoever asks at the public name hangs in the ingress controller.
orders=$(orders_made)
certificate warm ca warm.example.com | apply
wait_for_condition certificate/warm Ready True 20
signal skipper STOP
trap 'signal skipper CONT' EXIT
certificate web ca midway.example.com | apply
has_order() { [[ $(field certificate/web .status.order.url) ]]; }
wait_for 20 "the order" has_order
order=$(field certificate/web .status.order.url)

upgrade
[[ $(release_field chart) != sallyport-0.0.1 ]] || fail "not upgraded: $(release_field chart)"
[[ $(field certificate/web .status.order.url) == "$order" ]] || fail "the order is another one"
programs_end
signal skipper CONT
product_up
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls midway.example.com
(($(orders_made) == orders + 2)) || fail "$(($(orders_made) - orders)) orders for two certificates"
programs_end
uninstall
