# ./dev bench traffic: visitors of 100 hosts at 500 requests a second, while a certificate is issued for
# each host and then renewed. Inside a world. COUNT, RATE, KIND (of route) and SALLYPORT_INGRESS change it.
export KIND=${KIND:-ingress}
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"
source "$BED/tenant.sh"
source "$SALLYPORT_ROOT/tests/ingress/routes.sh"

COUNT=${COUNT:-100} RATE=${RATE:-500}
use_namespace bench

count_of() { kubectl get certificates --namespace "$NS" --output "jsonpath=$1" | grep -c "$2" || true; }
all_are_ready() {
  (($(count_of '{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' True) == COUNT))
}
all_are_renewed() { (($(count_of '{range .items[*]}{.status.renewRequest}{"\n"}{end}' now) == COUNT)); }

bed_up
kind_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
kubectl create namespace "$NS" >/dev/null
mapfile -t hosts < <(printf 'h%d.bench.example.com\n' $(seq "$COUNT"))
site "${hosts[@]}"
challenge_route "${hosts[@]}"
issuer_of_kind

title "$COUNT certificates and renewals, $RATE requests a second, $(ingress_version), by $KIND"
start visitors python3 "$SALLYPORT_ROOT/tests/bench/visitors.py" "$INGRESS_ADDRESS" "$RATE" \
  "$WORLD_DIR/visitors" "${hosts[@]}"
sleep 2
begun=$EPOCHREALTIME
for host in "${hosts[@]}"; do
  certificate_of_kind "${host%%.*}" "$host"
  say ---
done | apply
wait_for 300 "all certificates" all_are_ready || fail "$(k get certificates)"
printf '  %-44s %s s\n' "all issued after" "$(seconds_since "$begun")"
begun=$EPOCHREALTIME
k annotate certificates --all sallyport.dev/renew=now >/dev/null
wait_for 300 "all renewals" all_are_renewed || fail "$(k get certificates)"
printf '  %-44s %s s\n' "all renewed after" "$(seconds_since "$begun")"
sleep 2
signal visitors TERM
wait_for 10 "the visitors to go" has_ended visitors
read -r served failed again seconds slowest <"$WORLD_DIR/visitors"
printf '  %-44s %s in %s s, the slowest %s ms\n' "requests served" "$served" "$seconds" "$slowest"
printf '  %-44s %s\n' "made again on a new connection" "$again"
cat "$WORLD_DIR/log/visitors.log"
expect_at_most "missing of the requests a second" "$(awk -v n="$served" -v s="$seconds" -v rate="$RATE" \
  'BEGIN { print rate - n / s }')" "$((RATE / 10))"
expect_at_most "requests that failed" "$failed" 0
