# ./dev bench issuance: certificates one after another, mode none, a CA without sleeps. Inside a world.
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"

COUNT=${COUNT:-20}
use_namespace bench

issue_one() {
  certificate "web-$1" ca "host-$1.example.com" >"$WORLD_DIR/certificate.yaml"
  python3 "$BED/timeline.py" --quiet --seconds "$WORLD_DIR/seconds" "$NS/web-$1" \
    kubectl apply --namespace "$NS" --filename "$WORLD_DIR/certificate.yaml"
  cat "$WORLD_DIR/seconds" >>"$WORLD_DIR/all-seconds"
}

# quantile SHARE: of the times measured, nearest rank.
quantile() {
  sort -n "$WORLD_DIR/all-seconds" | awk -v share="$1" '
    { value[NR] = $1 }
    END { rank = NR * share; if (rank > int(rank)) rank = int(rank) + 1; print value[rank] }'
}

bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
static_route
kubectl create namespace "$NS" >/dev/null
ROUTE='{none: {}}' issuer ca | apply
wait_for_condition issuer/ca Ready True 20
idle_controller=$(memory_mb controller) idle_sidecar=$(memory_mb sidecar)

mark=$(audit_mark)
for ((number = 1; number <= COUNT; number++)); do issue_one "$number"; done

title "$COUNT certificates of one name, one after another, mode none, Pebble without sleeps"
writes=$(($(writes_since "$mark") + $(pending_since "$mark")))
printf '  %-44s %s s (p50), %s s (p99)\n' "apply to Ready, the CA's share included" \
  "$(quantile 0.5)" "$(quantile 0.99)"
printf '  %-44s %s\n' "API writes per certificate" \
  "$(awk -v all="$writes" -v count="$COUNT" 'BEGIN { printf "%.2f", all / count }')"
printf '  %-44s %s\n' "Events per certificate" \
  "$(awk -v all="$(events_since "$mark")" -v count="$COUNT" 'BEGIN { printf "%.2f", all / count }')"
printf '  %-44s %s MB idle, %s MB now\n' "memory of the controller" "$idle_controller" \
  "$(memory_mb controller)"
printf '  %-44s %s MB idle, %s MB now\n' "memory of the sidecar" "$idle_sidecar" "$(memory_mb sidecar)"
expect_at_most "p50 in seconds" "$(quantile 0.5)" 1
expect_at_most "p99 in seconds" "$(quantile 0.99)" 2
expect_at_most "writes" "$writes" $((8 * COUNT))
