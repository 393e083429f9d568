# What the cases of a killed controller share.

KILLED_HOST=$NS.example.com

has_order() { [[ $(field certificate/web .status.order.url) ]]; }
has_challenge() { kubectl get challenges --namespace "$SYSTEM" --output yaml | finds "$KILLED_HOST"; }
no_challenge_is_left() { ! has_challenge; }

# Besides the account key and the TLS Secret, none: no pending key.
no_secret_is_left() {
  [[ $(field secrets '.items[*].metadata.name' | tr ' ' '\n' | sort | xargs) == "ca-account web-tls" ]]
}

# route_to_sidecar HOST: as of a user whose ingress controller leads the challenge path to the sidecar
# anyway. One that was frozen and learns of the route when it wakes up would answer 404 before that.
route_to_sidecar() {
  kubectl apply --filename - <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: "${1//./-}", namespace: "$SYSTEM"}
spec:
  ingressClassName: $INGRESS
  rules:
    - host: "$1"
      http:
        paths:
          - path: /.well-known/acme-challenge/
            pathType: Prefix
            backend: {service: {name: sallyport-sidecar, port: {name: http}}}
END
  wait_for 10 "the route of $1" is_routed "$1"
}
# Only the sidecar refuses to have its answers kept.
is_routed() {
  curl --silent --head --max-time 2 "http://$1/.well-known/acme-challenge/x" |
    grep -i '^cache-control: no-store' >/dev/null
}

# fail_thawed PROGRAM WORDS: no program stays frozen for the next case.
fail_thawed() {
  signal "$1" CONT
  fail "$2"
}

# killed_while_frozen PROGRAM: the order hangs on PROGRAM, and meanwhile the controller is killed.
# After its restart: one certificate, at most one more order, and nothing left behind.
killed_while_frozen() {
  local issued orders
  route_to_sidecar "$KILLED_HOST"
  ROUTE='{none: {}}' EXTRA='    preflight: "Off"' issuer ca | apply # else there would be no order
  wait_for_condition issuer/ca Ready True 15
  issued=$(certificates_issued)
  orders=$(orders_made)

  signal "$1" STOP
  certificate web ca "$KILLED_HOST" | apply
  wait_for 20 "an order" has_order || fail_thawed "$1" "$(explanation certificate/web)"
  wait_for 20 "a Challenge" has_challenge || fail_thawed "$1" "no Challenge"
  kill_controller
  signal "$1" CONT
  start_controller

  wait_for_condition certificate/web Ready True 60
  expect_good_secret web-tls "$KILLED_HOST"
  [[ $(certificates_issued) == $((issued + 1)) ]] || fail "issued: $issued, now $(certificates_issued)"
  expect_at_most "orders" $(($(orders_made) - orders)) 2
  wait_for 20 "the answers to be removed" no_challenge_is_left || fail "a Challenge is left"
  wait_for 5 "the pending key to be removed" no_secret_is_left || fail "$(k get secrets)"
}
