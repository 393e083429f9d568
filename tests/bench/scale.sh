# ./dev bench scale: what a large cluster costs us: Secrets that are not ours, and many Certificates that
# have nothing to do. Inside a world. Smaller: SECRETS=2000 BIG=20 CERTIFICATES=200 IDLE=20 ./dev bench scale
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"

SECRETS=${SECRETS:-100000} BIG=${BIG:-1000} CERTIFICATES=${CERTIFICATES:-10000} IDLE=${IDLE:-600}
use_namespace scale

flood() { python3 "$SALLYPORT_ROOT/tests/bench/flood.py" "$API_URL" "$WORLD_DIR/pki" "$1" "$NS" "${@:2}"; }
# settled NAME: once what a burst needed was given back, which is looked for every 10 s; then the
# most that it has in the next 12 s, since pages of the program come and go with that.
settled() {
  sleep 15
  for _ in {1..24}; do
    sleep 0.5
    memory_mb "$1" && echo
  done | sort --numeric-sort | tail -n 1
}
# bar WHAT VALUE LIMIT: as expect_at_most, but the rest is measured as well.
missed=()
bar() { (expect_at_most "$@") || missed+=("$1"); }
expect_about() { # WHAT VALUE EXPECTED MARGIN
  say "$1: $2 (expected $3, give or take $4)"
  awk -v value="$2" -v wanted="$3" -v margin="$4" \
    'BEGIN { exit !(value - wanted <= margin && wanted - value <= margin) }' || fail "$1 is $2"
}
is_synced() { answers "http://$CONTROLLER_ADDRESS:8080/readyz"; }
ready_count() {
  curl --silent "http://$CONTROLLER_METRICS/metrics" |
    grep -c '^sallyport_certificate_ready_status{.*condition="True".*} 1' || true
}
leftovers() { # Challenges and keys of orders, which are kept for a while when these are over
  kubectl get challenges.sallyport.dev --all-namespaces --output name | wc --lines
  kubectl get secrets --all-namespaces --output name --selector sallyport.dev/role=pending-key | wc --lines
}
is_clean() { sleep 5 && (($(leftovers | paste --serial --delimiters +) == 0)); }
all_are_ready() { (($(ready_count) >= CERTIFICATES)); }

bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
static_route
kubectl create namespace "$NS" >/dev/null
ROUTE='{none: {}}' EXTRA='    preflight: "Off"' issuer ca | apply
wait_for_condition issuer/ca Ready True 20

title "$SECRETS Secrets of 1 KB and $BIG of 100 KB that are not ours"
before=$(settled controller) sidecar=$(memory_mb sidecar)
flood secrets "$SECRETS" 1000
flood secrets "$BIG" 100000
expect_about "memory of the controller in MB" "$(settled controller)" "$before" 3
expect_about "memory of the sidecar in MB" "$(memory_mb sidecar)" "$sidecar" 3
restart_controller
expect_about "and after a restart" "$(settled controller)" "$before" 3

title "$CERTIFICATES Certificates"
started=$EPOCHREALTIME
flood certificates "$CERTIFICATES"
wait_for 3600 "all to be Ready" all_are_ready || fail "$(ready_count) are Ready"
say "all Ready after $(seconds_since "$started") s"
bar "memory of the controller in MB" "$(settled controller)" 60
wait_for 900 "the clean-up to end" is_clean || fail "$(leftovers) are left"
kill_controller
started=$EPOCHREALTIME
start_controller
bar "seconds from the start to synced" "$(seconds_since "$started")" 5
bar "memory of the controller in MB" "$(settled controller)" 60
mark=$(audit_mark)
sleep "$IDLE"
bar "writes in $IDLE idle seconds, the Lease apart" "$(writes_since "$mark")" 0
bar "Events" "$(events_since "$mark")" 0
((${#missed[@]} == 0)) || fail "missed: ${missed[*]}"
