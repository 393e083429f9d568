# Inside a world: runs each case on one bed, and counts them.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"

CASES=("$@")
if ((${#CASES[@]} == 0)); then
  for file in "$HERE"/cases/*.sh; do CASES+=("$(basename "$file" .sh)"); done
fi

# helms_of CASE: with which it is run, one a line: Helm 4, and 3 where the case says so.
helms_of() {
  printf 'helm\n'
  if grep -qs '^# With Helm 3 as well\.$' "$HERE/cases/$1.sh"; then printf 'helm3\n'; fi
}

# run_case NAME HELM: prints one line, and the case's output when it failed.
run_case() {
  local started=$EPOCHREALTIME log=$WORLD_DIR/log/case-$1-$2.log title=$1
  if [[ $2 != helm ]]; then title="$1 ($2)"; fi
  if timeout 180 bash "$HERE/one_case.sh" "$1" "$2" >"$log" 2>&1; then
    printf '%spassed%s  %-42s %6s s\n' "$GREEN" "$PLAIN" "$title" "$(seconds_since "$started")"
    return
  fi
  printf '%sFAILED%s  %-42s %6s s\n' "$RED" "$PLAIN" "$title" "$(seconds_since "$started")"
  sed 's/^/    /' "$log"
  return 1
}

started=$EPOCHREALTIME
bed_up
say "test bed up in $(seconds_since "$started") s, Kubernetes $(server_version)"

passed=0 failed=0
for name in "${CASES[@]}"; do
  for helm in $(helms_of "$name"); do
    if run_case "$name" "$helm"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
done
say "helm: $passed passed, $failed failed"
((failed == 0 && passed > 0))
