# Inside a world: runs each case on one bed, in a namespace of its own, and counts them.
source "$(dirname "${BASH_SOURCE[0]}")/bed.sh"

CASES=("$@")
if ((${#CASES[@]} == 0)); then
  for file in "$BED"/cases/*.sh; do CASES+=("$(basename "$file" .sh)"); done
fi

# A case may have ended while one of them was down.
revive_programs() {
  is_running sidecar || start_sidecar
  is_running controller || start_controller
}

# run_case NAME: prints one line; the case's output and the programs' logs when it failed.
run_case() {
  local started=$EPOCHREALTIME log=$WORLD_DIR/log/case-$1.log
  local lines
  lines=$(wc -l <"$WORLD_DIR/log/controller.log")
  if timeout 180 bash "$BED/one_case.sh" "$1" >"$log" 2>&1; then
    printf '%spassed%s  %-28s %6s s\n' "$GREEN" "$PLAIN" "$1" "$(seconds_since "$started")"
    return
  fi
  printf '%sFAILED%s  %-28s %6s s\n' "$RED" "$PLAIN" "$1" "$(seconds_since "$started")"
  sed 's/^/    /' "$log"
  tail -n "+$((lines + 1))" "$WORLD_DIR/log/controller.log" | tail -n 40 | sed 's/^/    controller: /'
  return 1
}

# The answers are kept for 4 s instead of 60 s, so that their removal can be waited for.
export SALLYPORT_ANSWER_GRACE=4

started=$EPOCHREALTIME
bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
say "test bed up in $(seconds_since "$started") s, Kubernetes $(server_version)"

passed=0 failed=0
for name in "${CASES[@]}"; do
  revive_programs
  if run_case "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
say "cluster: $passed passed, $failed failed"
((failed == 0 && passed > 0))
