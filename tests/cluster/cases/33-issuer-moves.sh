# The issuer is changed while an order waits for its answer: the order is given up, a new one made.
# Changed once more when all is well: one order, at the one that is named now.
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
comes_from() { [[ $(field secret/web-tls '.metadata.annotations.sallyport\.dev/issuer') == "Issuer/$1" ]]; }
comes_from other || fail "it is from another issuer"

orders=$(orders_made)
certificate web ca moved.example.com | apply
wait_for 30 "a certificate from the first issuer" comes_from ca || fail "$(explanation certificate/web)"
wait_for_condition certificate/web Ready True 20
expect_good_secret web-tls moved.example.com
expect_at_most orders $(($(orders_made) - orders)) 1
