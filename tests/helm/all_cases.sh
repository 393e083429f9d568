# Inside a world: runs each case on one bed, and counts them.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"

CASES=("$@")
if ((${#CASES[@]} == 0)); then
  for file in "$HERE"/cases/*.sh; do CASES+=("$(basename "$file" .sh)"); done
fi

# run_case NAME: prints one line, and the case's output when it failed.
run_case() {
  local started=$EPOCHREALTIME log=$WORLD_DIR/log/case-$1.log
  if timeout 180 bash "$HERE/one_case.sh" "$1" >"$log" 2>&1; then
    printf '%spassed%s  %-34s %6s s\n' "$GREEN" "$PLAIN" "$1" "$(seconds_since "$started")"
    return
  fi
  printf '%sFAILED%s  %-34s %6s s\n' "$RED" "$PLAIN" "$1" "$(seconds_since "$started")"
  sed 's/^/    /' "$log"
  return 1
}

started=$EPOCHREALTIME
bed_up
say "test bed up in $(seconds_since "$started") s"

passed=0 failed=0
for name in "${CASES[@]}"; do
  if run_case "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
say "helm: $passed passed, $failed failed"
((failed == 0 && passed > 0))
