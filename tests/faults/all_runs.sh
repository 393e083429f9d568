# Inside a world: kills at each request, then runs with random faults.
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"
source "$SALLYPORT_ROOT/tests/faults/bed.sh"
source "$FAULTS/kills.sh"
source "$FAULTS/storms.sh"

runs=${1:-3} first=${2:-1} passed=0 failed=()
export SALLYPORT_ANSWER_GRACE=4

# told LOG NAME COMMAND...: one line, and all that was said when it failed.
told() {
  local log=$1 name=$2 started=$EPOCHREALTIME
  shift 2
  # In the background, since in a condition bash goes on after a command that failed.
  "$@" >"$log" 2>&1 &
  if wait "$!"; then
    printf '%spassed%s  %-20s %6s s  %s\n' "$GREEN" "$PLAIN" "$name" "$(seconds_since "$started")" \
      "$(tail -n 1 "$log")"
    return
  fi
  printf '%sFAILED%s  %-20s %6s s\n' "$RED" "$PLAIN" "$name" "$(seconds_since "$started")"
  sed 's/^/    /' "$log"
  return 1
}

bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
proxies_up
faulty_product_up

for which in api ca; do
  told "$WORLD_DIR/log/kills-$which.log" "kills: $which" killed_at_each "$which" || failed+=("kills: $which")
done
kubectl delete certificates --all --all-namespaces >/dev/null
wait_for 60 "the routes of the kills to go" has_routes 0 || die "left: $(routes)"

launch_replica standby "$CONTROLLER_ADDRESS:8081"
for ((seed = first; seed < first + runs; seed++)); do
  if told "$WORLD_DIR/log/storm-$seed.log" "storm: seed $seed" storm_of "$seed"; then
    passed=$((passed + 1))
  else
    failed+=("storm: seed $seed (again: tests/faults/run.sh 1 $seed)")
    break
  fi
done
say "faults: $passed of $runs runs passed${failed[*]:+; failed: ${failed[*]}}"
((${#failed[@]} == 0 && passed == runs))
