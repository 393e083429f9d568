# ./dev bench burst: one Certificate after another, then many at once, and what they cost each process,
# beside the recorded figures of cert-manager. COUNT, ONE_BY_ONE and ROUTE (of the issuer's solver) change
# it. Inside a world.
# The figures of the run are in build/bench/burst.json; tests/bench/report.py keep makes them those of
# docs/performance.md.
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"

COUNT=${COUNT:-1000} ONE_BY_ONE=${ONE_BY_ONE:-40} ROUTE=${ROUTE:-"{none: {}}"}
HERE=$SALLYPORT_ROOT/tests/bench
PROCESSES=(controller sidecar kube-apiserver etcd pebble)
FIGURES=$SALLYPORT_ROOT/build/bench/burst.json
use_namespace bench

# What the process has used, of all its threads: seconds of the processor in all, and in the kernel.
used() {
  awk -v name="$1" -v hz="$(getconf CLK_TCK)" \
    '{ printf "%s %.2f %.2f\n", name, ($14 + $15) / hz, $15 / hz }' "/proc/$(pid_of "$1")/stat"
}
all_used() { for process in "${PROCESSES[@]}"; do used "$process"; done; }
file_mb() { awk '/^RssFile/ { printf "%.1f", $2 / 1024 }' "/proc/$(pid_of "$1")/status"; }
peak_mb() { awk '/^VmHWM/ { printf "%.1f", $2 / 1024 }' "/proc/$(pid_of "$1")/status"; }

bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
static_route
kubectl create namespace "$NS" >/dev/null
export ROUTE
issuer ca | apply
wait_for_condition issuer/ca Ready True 20

burst() { python3 "$HERE/burst.py" "$API_URL" "$WORLD_DIR/pki" "$NS" "$@"; }
burst one-by-one "$ONE_BY_ONE" >"$WORLD_DIR/one-by-one.json"
all_used >"$WORLD_DIR/used-before"
mark=$(audit_mark)
burst at-once "$COUNT" >"$WORLD_DIR/at-once.json"
all_used >"$WORLD_DIR/used-after"
writes=$(($(writes_since "$mark") + $(pending_since "$mark")))
requests=$(($(requests_since "$mark") + $(pending_since "$mark")))

mkdir -p "${FIGURES%/*}"
python3 "$HERE/report.py" gather "$WORLD_DIR" --count "$COUNT" --writes "$writes" --requests "$requests" \
  --peak "$(peak_mb controller)" --files "$(file_mb controller)" --route "$ROUTE" --kubernetes "$(server_version)" >"$FIGURES"
python3 "$HERE/report.py" table "$FIGURES"
