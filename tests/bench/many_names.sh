# ./dev bench many_names: a Certificate of one name and one of many, at a CA that is 50 ms away. Inside
# a world. NAMES, ROUND_TRIP (in ms) and RUNS change it.
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"

NAMES=${NAMES:-100} ROUND_TRIP=${ROUND_TRIP:-50} RUNS=${RUNS:-5}
FAR_ADDRESS=10.77.0.9
use_namespace bench

ca_moves_away() {
  # shellcheck disable=SC2153 # bed.sh sets CA_ADDRESS
  start far python3 "$SALLYPORT_ROOT/tests/bench/far.py" "$FAR_ADDRESS:14000" "$CA_ADDRESS:14000" \
    "$ROUND_TRIP"
  dns clear-a "{\"host\":\"$CA_HOST.\"}"
  dns add-a "{\"host\":\"$CA_HOST.\",\"addresses\":[\"$FAR_ADDRESS\"]}"
  up far 10 ca_answers
}

# issue NAME COUNT: the seconds from apply to Ready, added to a file for that count.
issue() {
  local hosts
  mapfile -t hosts < <(printf "%s-$1.example.com\n" $(seq "$2"))
  certificate "$1" ca "${hosts[@]}" >"$WORLD_DIR/certificate.yaml"
  python3 "$BED/timeline.py" --quiet --seconds "$WORLD_DIR/seconds" "$NS/$1" \
    kubectl apply --namespace "$NS" --filename "$WORLD_DIR/certificate.yaml"
  cat "$WORLD_DIR/seconds" >>"$WORLD_DIR/seconds-of-$2"
}

# Of the same work: what else the machine does only adds to it.
fastest() { sort -n "$WORLD_DIR/seconds-of-$1" | head -n 1; }

bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
ca_moves_away
product_up
kubectl create namespace "$NS" >/dev/null
issuer ca | apply
wait_for_condition issuer/ca Ready True 20

for ((run = 1; run <= RUNS; run++)); do
  issue "one-$run" 1
  issue "many-$run" "$NAMES"
done

title "One name and $NAMES names, a CA with a round trip of $ROUND_TRIP ms, route by Ingress"
ratio=$(awk -v many="$(fastest "$NAMES")" -v one="$(fastest 1)" 'BEGIN { printf "%.2f", many / one }')
printf '  %-44s %s s\n' "one name, apply to Ready, fastest of $RUNS" "$(fastest 1)" \
  "$NAMES names" "$(fastest "$NAMES")"
expect_at_most "times as long" "$ratio" 2
