# While an order waits for its answer its Certificate asks for other names, or is deleted and made
# again: at most one order more, and nothing of the first one is left.
HOST=mid-order.example.com
routes() { kubectl get ingresses --namespace "$SYSTEM" --output yaml | grep -c "host: .*$HOST" || true; }
has_order() { [[ $(field certificate/web .status.order.url) ]]; }
is_for() { (expect_good_secret web-tls "$@") >/dev/null 2>&1; }
passing() {
  kubectl get challenges --namespace "$SYSTEM" --output yaml | grep "$HOST" || true
  k get secrets --output name | grep sallyport-key- || true
}
nothing_passes() { [[ -z $(passing) ]]; }
one_route() { [[ $(routes) == 1 ]]; }
# held HOST: an order for it is under way, and its answer is not confirmed while the sidecar is frozen.
held() {
  orders=$(orders_made)
  signal sidecar STOP
  trap 'signal sidecar CONT' EXIT
  certificate web ca "$1" | apply
  wait_for 20 "an order" has_order || fail "$(explanation certificate/web)"
}
# goes_on HOST: once the sidecar does, there is a certificate for it.
goes_on() {
  signal sidecar CONT
  trap - EXIT
  wait_for 30 "a certificate for $1" is_for "$1" || fail "$(explanation certificate/web)"
  wait_for_condition certificate/web Ready True 20
  expect_at_most orders $(($(orders_made) - orders)) 2
  wait_for 20 "the end of what was passing" nothing_passes || fail "left: $(passing)"
  wait_for 20 "one route" one_route || fail "$(routes) routes"
}
EXTRA='    preflight: "Off"' issuer ca | apply # else there would be no order while the sidecar hangs
wait_for_condition issuer/ca Ready True 20

say "-- deleted and made again"
held "again.$HOST"
before=$(field certificate/web .metadata.uid)
k delete certificate web >/dev/null
certificate web ca "again.$HOST" | apply
sleep 1
goes_on "again.$HOST"
[[ $(field certificate/web .metadata.uid) != "$before" ]] || fail "it is the same one"

say "-- other names"
held "changed.$HOST"
certificate web ca "other.$HOST" | apply
sleep 1
goes_on "other.$HOST"
