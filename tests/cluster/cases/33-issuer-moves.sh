# The issuer is changed while an order waits for its answer: the order is given up, a new one made.
EXTRA='    preflight: "Off"' issuer ca | apply # else there would be no order while the sidecar hangs
wait_for_condition issuer/ca Ready True 20
signal sidecar STOP
certificate web ca moved.example.com | apply
has_order() { [[ $(field certificate/web .status.order.url) ]]; }
wait_for 20 "an order" has_order || fail "$(explanation certificate/web)"
issuer other | apply
wait_for_condition issuer/other Ready True 20
certificate web other moved.example.com | apply
sleep 1
signal sidecar CONT
wait_for_condition certificate/web Ready True 30
expect_good_secret web-tls moved.example.com
[[ $(field secret/web-tls '.metadata.annotations.sallyport\.dev/issuer') == Issuer/other ]] ||
  fail "it is from another issuer"
