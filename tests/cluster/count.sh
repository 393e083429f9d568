# Cases, run one after another on one bed and counted. Needs bed.sh.

# run_case FOLDER NAME: FOLDER/one_case.sh NAME. One line; its output, and what the programs named
# in LOGS said meanwhile, when it failed.
run_case() {
  local folder=$1 name=$2 started=$EPOCHREALTIME log=$WORLD_DIR/log/case-$2.log of
  local -A lines=()
  for of in "${LOGS[@]}"; do lines[$of]=$(wc -l <"$WORLD_DIR/log/$of.log"); done
  if timeout "${CASE_SECONDS:-180}" bash "$folder/one_case.sh" "$name" >"$log" 2>&1; then
    printf '%spassed%s  %-34s %6s s\n' "$GREEN" "$PLAIN" "$name" "$(seconds_since "$started")"
    return
  fi
  printf '%sFAILED%s  %-34s %6s s\n' "$RED" "$PLAIN" "$name" "$(seconds_since "$started")"
  sed 's/^/    /' "$log"
  for of in "${LOGS[@]}"; do
    tail -n "+$((lines[$of] + 1))" "$WORLD_DIR/log/$of.log" | tail -n 40 | sed "s/^/    $of: /"
  done
  return 1
}

# count_cases WHAT FOLDER BEFORE-EACH [NAME...]: all of FOLDER/cases, or those named.
count_cases() {
  local what=$1 folder=$2 before=$3 passed=0 failed=0 name names
  shift 3
  names=("$@")
  if ((${#names[@]} == 0)); then mapfile -t names < <(basename -s .sh "$folder"/cases/*.sh); fi
  for name in "${names[@]}"; do
    $before
    if run_case "$folder" "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
  say "$what: $passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}
