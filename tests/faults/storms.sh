# Runs with random faults and deaths, told by a seed: 20 Certificates come, and for a while of every six
# requests one meets a fault, and our programs are killed. When that is over all 20 are Ready, by a
# bounded number of orders and writes, and nothing is left behind. Needs bed.sh.

CERTIFICATES=20
STORM_SECONDS=8

# How many draws there were is part of the seed's meaning: one generator, bash's own.
draw() { DRAWN=$((RANDOM % $1)); }

# revive: who has ended is started again, as the kubelet does.
revive() {
  is_running sidecar || launch_sidecar
  is_running controller || launch_replica controller "$CONTROLLER_ADDRESS:8080"
  is_running standby || launch_replica standby "$CONTROLLER_ADDRESS:8081"
}

storm() {
  local end=$((SECONDS + STORM_SECONDS)) programs=(controller standby sidecar)
  while ((SECONDS < end)); do
    draw 20
    sleep "$(printf '%d.%d' $((DRAWN / 10)) $((DRAWN % 10)))"
    draw 3
    ended "${programs[DRAWN]}" KILL
    draw 10
    sleep "0.$DRAWN"
    revive
  done
}

ready_count() { field certificates '.items[*].status.conditions[?(@.type=="Ready")].status' | grep -o True | wc -l; }
all_are_ready() {
  revive
  (($(ready_count) == CERTIFICATES))
}

# storm_of SEED: one run.
storm_of() {
  local i mark orders made writes
  use_namespace "storm-$1"
  RANDOM=$1
  kubectl create namespace "$NS" >/dev/null
  calm
  revive
  issuer ca | apply
  wait_for 60 "the issuer" has_condition issuer/ca Ready True || fail "$(explanation issuer/ca)"
  mark=$(audit_mark) orders=$(orders_made)
  plan api "{\"seed\":$1,\"rate\":0.16,\"kinds\":\"api\"}"
  plan ca "{\"seed\":$1,\"rate\":0.16,\"kinds\":\"acme\"}"
  for ((i = 0; i < CERTIFICATES; i++)); do
    certificate "c$i" ca "c$i.$NS.example.com"
    printf -- '---\n'
  done | apply
  storm
  calm
  wait_for 150 "all certificates" all_are_ready ||
    fail "$(ready_count) of $CERTIFICATES are Ready: $(k get certificates)"
  for ((i = 0; i < CERTIFICATES; i++)); do expect_good_secret "c$i-tls" "c$i.$NS.example.com" >/dev/null; done
  made=$(($(orders_made) - orders)) writes=$(writes_since "$mark")
  wait_for 40 "the answers and pending keys to go" none_is_passing || fail "left: $(passing_objects)"
  has_routes "$CERTIFICATES" || fail "$(routes | wc -l) routes for $CERTIFICATES certificates"
  kubectl delete namespace "$NS" --wait=false >/dev/null
  wait_for 60 "the routes to go" has_routes 0 || fail "left: $(routes)"
  ((made <= 3 * CERTIFICATES)) || fail "$made orders"
  ((writes <= 24 * CERTIFICATES)) || fail "$writes writes"
  say "$made orders, $writes writes"
}
