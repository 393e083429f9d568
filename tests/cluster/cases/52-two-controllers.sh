# Of two controllers one works. The other takes over when the first one ends, is frozen, or is killed;
# an order under way is gone on with, and whoever wakes up as leader no more changes nothing.
source "$BED/killed.sh"
declare -A ADDRESS=([controller]=$CONTROLLER_ADDRESS:8080 [standby]=$CONTROLLER_ADDRESS:8081)
leads() {
  curl --silent --fail --max-time 2 "http://$(metrics_of "${ADDRESS[$1]}")/metrics" |
    grep '^leader_election_master_status{name="sallyport-controller"} 1' >/dev/null
}
start_again() { start_replica "$1" "${ADDRESS[$1]}"; }
holder() { kubectl get lease --namespace "$SYSTEM" sallyport-controller --output 'jsonpath={.spec.holderIdentity}'; }
is_asked_for() { [[ $(field certificate/frozen .status.order.url) ]]; }

# takes_over NAME SECONDS
takes_over() {
  local begun=$EPOCHREALTIME
  wait_for "$2" "$1 to lead" leads "$1" || fail "the Lease is held by $(holder)"
  expect_at_most "seconds until $1 led" "$(seconds_since "$begun")" "$2"
}

route_to_sidecar frozen.example.com
ROUTE='{none: {}}' EXTRA='    preflight: "Off"' issuer open | apply # else there would be no order
issuer ca | apply
start_again standby
wait_for_condition issuer/ca Ready True 15
wait_for_condition issuer/open Ready True 15
leads controller || fail "the first does not lead: $(holder)"
! leads standby || fail "both lead"

say "-- an orderly end"
signal controller TERM
takes_over standby 4
certificate ended ca ended.example.com | apply
wait_for_condition certificate/ended Ready True 20
wait_for 5 "the end of the first" has_ended controller
start_again controller
! leads controller || fail "both lead"

say "-- frozen in the middle of an order, for longer than the Lease lasts"
orders=$(orders_made)
signal "$INGRESS" STOP
certificate frozen open frozen.example.com | apply
wait_for 20 "an order" is_asked_for || fail "$(explanation certificate/frozen)"
signal standby STOP
signal "$INGRESS" CONT
takes_over controller 20
wait_for_condition certificate/frozen Ready True 60
expect_good_secret frozen-tls frozen.example.com
expect_at_most "orders" $(($(orders_made) - orders)) 1
serial=$(serial_of frozen-tls) version=$(field certificate/frozen .metadata.resourceVersion)
signal standby CONT
wait_for 10 "the frozen one to end" has_ended standby || fail "it goes on"
grep 'event=LeadershipLost' "$WORLD_DIR/log/standby.log"
[[ $(serial_of frozen-tls) == "$serial" ]] || fail "the frozen one wrote the Secret"
[[ $(field certificate/frozen .metadata.resourceVersion) == "$version" ]] || fail "it wrote the status"
leads controller || fail "the Lease is held by $(holder)"

say "-- killed"
start_again standby
kill_controller
takes_over standby 20
certificate killed ca taken-over.example.com | apply
wait_for_condition certificate/killed Ready True 20

# Back to one.
signal standby TERM
wait_for 5 "the end of the second" has_ended standby
start_controller
