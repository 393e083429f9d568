# Cases, run one after another on one bed and counted. Needs bed.sh.

# show_logs_of PROGRAM...: what these said during a case is shown when it failed.
LOGS=()
show_logs_of() { LOGS=("$@"); }

# variants_of NAME: each a line; a case is run once for each, with it as argument. None but the plain
# one, unless who sources this defines it anew.
variants_of() { printf '\n'; }

# run_case FOLDER NAME [VARIANT]: FOLDER/one_case.sh NAME VARIANT. One line, and what it says after
# `measured: `; its output, and what the programs of show_logs_of said meanwhile, when it failed.
run_case() {
  local folder=$1 case=$2 variant=${3:-} name="$2${3:+ ($3)}" started=$EPOCHREALTIME of
  local log=$WORLD_DIR/log/case-$case$variant.log
  local -A lines=()
  for of in "${LOGS[@]}"; do lines[$of]=$(wc -l <"$WORLD_DIR/log/$of.log"); done
  if timeout "${CASE_SECONDS:-180}" bash "$folder/one_case.sh" "$case" ${variant:+"$variant"} >"$log" 2>&1; then
    printf '%spassed%s  %-42s %6s s\n' "$GREEN" "$PLAIN" "$name" "$(seconds_since "$started")"
    sed -n 's/^measured: /        /p' "$log"
    return
  fi
  printf '%sFAILED%s  %-42s %6s s\n' "$RED" "$PLAIN" "$name" "$(seconds_since "$started")"
  sed 's/^/    /' "$log"
  for of in "${LOGS[@]}"; do
    tail -n "+$((lines[$of] + 1))" "$WORLD_DIR/log/$of.log" | tail -n 40 | sed "s/^/    $of: /"
  done
  return 1
}

# count_cases WHAT FOLDER BEFORE-EACH [NAME...]: all of FOLDER/cases, or those named.
count_cases() {
  local what=$1 folder=$2 before=$3 passed=0 failed=0 name names variant variants
  shift 3
  names=("$@")
  if ((${#names[@]} == 0)); then mapfile -t names < <(basename -s .sh "$folder"/cases/*.sh); fi
  for name in "${names[@]}"; do
    mapfile -t variants < <(variants_of "$name")
    for variant in "${variants[@]}"; do
      $before
      if run_case "$folder" "$name" "$variant"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    done
  done
  say "$what: $passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}
