# What the cases of a killed controller share.

has_order() { [[ $(field certificate/web .status.order.url) ]]; }
has_challenge() { kubectl get challenges --namespace "$SYSTEM" --output yaml | grep -q killed.example.com; }
no_challenge_is_left() { ! has_challenge; }

# Besides the account key and the TLS Secret, none: no pending key.
no_secret_is_left() {
  [[ $(field secrets '.items[*].metadata.name' | tr ' ' '\n' | sort | xargs) == "ca-account web-tls" ]]
}

# killed_while_frozen PROGRAM: the order hangs on PROGRAM, and meanwhile the controller is killed.
# After its restart: one certificate, at most one more order, and nothing left behind.
killed_while_frozen() {
  local issued orders
  EXTRA='    preflight: "Off"' issuer ca | apply # else there would be no order
  wait_for_condition issuer/ca Ready True 15
  sleep 0.5 # the ingress controller polls; a frozen one could not learn of anything new
  issued=$(certificates_issued)
  orders=$(orders_made)

  signal "$1" STOP
  certificate web ca killed.example.com | apply
  wait_for 20 "an order" has_order || { signal "$1" CONT; fail "$(explanation certificate/web)"; }
  wait_for 20 "a Challenge" has_challenge || { signal "$1" CONT; fail "no Challenge"; }
  kill_controller
  signal "$1" CONT
  start_controller

  wait_for_condition certificate/web Ready True 60
  expect_good_secret web-tls killed.example.com
  [[ $(certificates_issued) == $((issued + 1)) ]] || fail "issued: $issued, now $(certificates_issued)"
  expect_at_most "orders" $(($(orders_made) - orders)) 2
  wait_for 20 "the answers to be removed" no_challenge_is_left || fail "a Challenge is left"
  wait_for 5 "the pending key to be removed" no_secret_is_left || fail "$(k get secrets)"
}
