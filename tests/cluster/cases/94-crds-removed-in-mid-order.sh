# The CRDs are removed while an order waits for its answer, and with them the Certificate, its Issuer
# and the Challenge: our programs go on in moderation. Once all is applied again there is a certificate
# by exactly one order more, and of the first one neither answer nor route nor key is left. So it is
# whether they come back at once or after a while, and when the controller was away meanwhile. Where
# only the kind of the answers goes, the order itself goes on.
HOST=removed-mid-order.example.com
CRDS=$SALLYPORT_ROOT/manifests/crds.yaml
requests() { tail -c "+$(($1 + 1))" "$AUDIT_LOG" | grep -c '"username":"system:serviceaccount:sallyport-system:' || true; }
lines() { cat "$WORLD_DIR"/log/{controller,sidecar}.log | wc -l; }
programs() { printf '%s ' "$(pid_of controller)" "$(pid_of sidecar)"; }
has_order() { [[ $(field certificate/web .status.order.url) ]]; }
has_challenge() { kubectl get challenges --namespace "$SYSTEM" --output yaml | finds "$HOST"; }
keys() { k get secrets --output name | grep sallyport-key- || true; }
no_key() { [[ -z $(keys) ]]; }
routes() { kubectl get ingresses --namespace "$SYSTEM" --output yaml | grep "host: .*$HOST" || true; }
no_route() { [[ -z $(routes) ]]; }
one_route() { [[ $(routes | wc -l) == 1 ]]; }
nothing_passes() { ! has_challenge && no_key; }
apply_all() { EXTRA='    preflight: "Off"' issuer ca | apply && certificate web ca "$1" | apply; }

# held HOST: an order for it is under way, since the sidecar is frozen.
held() {
  orders=$(orders_made) before=$(programs)
  signal sidecar STOP
  trap 'signal sidecar CONT' EXIT
  apply_all "$1"
  wait_for 20 "an order" has_order || fail "$(explanation certificate/web)"
  wait_for 20 "its answers" has_challenge || fail "$(explanation certificate/web)"
  [[ $(keys) ]] || fail "there is no key to be left behind"
}
remove_kinds() { kubectl delete "$@" --timeout 60s >/dev/null && mark=$(audit_mark) said=$(lines); }
apply_kinds() {
  kubectl apply --server-side --filename "$CRDS" >/dev/null
  kubectl wait --for condition=Established --timeout 20s --filename "$CRDS" >/dev/null
}
# goes_on HOST ORDERS: once the sidecar does, there is a certificate for it, by that many orders in all.
goes_on() {
  signal sidecar CONT
  trap - EXIT
  wait_for_condition certificate/web Ready True 40
  expect_good_secret web-tls "$1"
  say "orders: $(($(orders_made) - orders))"
  [[ $(orders_made) == $((orders + $2)) ]] || fail "there were to be $2"
  wait_for 20 "the end of what was passing" nothing_passes || fail "left: $(keys)"
  wait_for 20 "one route" one_route || fail "routes: $(routes)"
  [[ $(programs) == "$before" ]] || fail "a program was started again"
  { is_running controller && is_running sidecar; } || fail "a program has ended"
}

forget() {
  k delete certificate web >/dev/null
  k delete secret web-tls >/dev/null
  wait_for 20 "the route to go" no_route || fail "routes: $(routes)"
}
is_moderate() {
  expect_at_most "requests meanwhile" "$(requests "$mark")" "$1"
  expect_at_most "lines of log about it" $(($(lines) - said)) "$1"
}

say "-- back at once"
held "once.$HOST"
remove_kinds --filename "$CRDS"
apply_kinds
apply_all "once.$HOST"
goes_on "once.$HOST" 2
forget

say "-- back after a while"
held "while.$HOST"
remove_kinds --filename "$CRDS"
wait_for 30 "the route to go" no_route || fail "routes: $(routes)"
wait_for 30 "the key to go" no_key || fail "keys: $(keys)"
sleep 20
is_moderate 100 # seven kinds, each a few times; the first order's end; and the Lease
apply_kinds
apply_all "while.$HOST"
goes_on "while.$HOST" 2
forget

say "-- the controller was away"
held "away.$HOST"
kill_controller
remove_kinds --filename "$CRDS"
launch_replica controller "$CONTROLLER_ADDRESS:8080"
sleep 5
before=$(programs)
apply_kinds
wait_for 30 "the route to go" no_route || fail "routes: $(routes)"
wait_for 30 "the key to go" no_key || fail "keys: $(keys)"
apply_all "away.$HOST"
goes_on "away.$HOST" 2
forget

say "-- only the kind of the answers"
held "answers.$HOST"
remove_kinds crd challenges.sallyport.dev
wait_until_it_says certificate/web "no such kind" 15
sleep 15
is_moderate 40
apply_kinds
goes_on "answers.$HOST" 1
