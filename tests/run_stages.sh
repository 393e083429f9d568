# ./dev test: runs stages one after the other. What they need is built meanwhile, in the same order and
# at the lowest priority: while a stage waits for its test bed, the machine builds for the next ones.
# Needs stages.sh.

# get_ready FOLDER STAGE...: of each stage FOLDER/STAGE.log, and at its end FOLDER/STAGE.done, with
# the status and the seconds that it took.
get_ready() {
  local folder=$1 stage status started
  shift
  for stage in "$@"; do
    status=0 started=$EPOCHREALTIME
    # A child of its own, so that `set -e` holds within.
    bash dev ready "$stage" >>"$folder/$stage.log" 2>&1 || status=$?
    printf '%s %s\n' "$status" "$(seconds_since "$started")" >"$folder/$stage.part"
    mv "$folder/$stage.part" "$folder/$stage.done"
  done
}

# In a process group of its own, which ends with this shell.
start_get_ready() {
  local stage
  READY=$(mktemp -d)
  for stage in "$@"; do : >"$READY/$stage.log"; done
  set -m
  nice -n 19 bash dev get-ready "$READY" "$@" </dev/null >"$READY/log" 2>&1 &
  READY_PID=$!
  set +m
  trap end_get_ready EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

end_get_ready() {
  kill -- "-$READY_PID" 2>/dev/null || true
  wait "$READY_PID" 2>/dev/null || true
  rm -rf "$READY"
}

# wait_until_ready STAGE: shows what is said meanwhile.
wait_until_ready() {
  local log
  exec {log}<"$READY/$1.log"
  until [[ -e $READY/$1.done ]]; do
    cat <&"$log"
    kill -0 "$READY_PID" 2>/dev/null || [[ -e $READY/$1.done ]] || die "the builds ended too early"
    sleep 0.2
  done
  cat <&"$log"
  exec {log}<&-
}

run_stage() {
  local started=$EPOCHREALTIME status built waited tested=0 result
  title "$1"
  wait_until_ready "$1"
  waited=$(seconds_since "$started")
  read -r status built <"$READY/$1.done"
  started=$EPOCHREALTIME
  if ((status == 0)); then
    bash dev run "$1" || status=$?
    tested=$(seconds_since "$started")
  fi
  if ((status == 0)); then
    result=passed
    PASSED=$((PASSED + 1))
  elif ((status == 77 && NAMED == 0)); then
    say "not run: this machine cannot, see above why"
    result='NOT RUN'
  else
    result=FAILED
    FAILED=$((FAILED + 1))
  fi
  RESULTS+=("$(printf '%-8s %-10s %9s %9s %9s' "$result" "$1" "$tested" "$waited" "$built")")
}

summary() {
  title "Summary"
  say "  seconds                tests    waited    builds"
  printf '  %s\n' "${RESULTS[@]}"
  say "  Builds are made during the stages before; a stage waits for what is not ready then."
  say "total: $(seconds_since "$1") s"
  say "stages: $PASSED passed, $FAILED failed"
  say "$PASSED passed, $FAILED failed"
}

run_stages() {
  local started=$EPOCHREALTIME stage packages=() stages=("${STAGES[@]}")
  if [[ $* == quick ]]; then
    stages=("${QUICK[@]}")
  elif (($#)); then
    stages=("$@")
  fi
  for stage in "${stages[@]}"; do
    [[ " ${STAGES[*]} ${QUICK[*]} ${BY_NAME[*]} " == *" $stage "* ]] || refuse "unknown stage $stage of test"
  done
  PASSED=0 FAILED=0 NAMED=$# RESULTS=()
  # Here, where sudo can ask.
  if [[ ${stages[*]} != format ]]; then packages+=("${BUILD_PACKAGES[@]}"); fi
  if [[ " ${stages[*]} " == *" format "* ]]; then packages+=("${FORMAT_PACKAGES[@]}"); fi
  if [[ " ${stages[*]} " == *" image "* ]]; then packages+=("${IMAGE_PACKAGES[@]}"); fi
  if [[ " ${stages[*]} " == *" release "* ]]; then packages+=("${RELEASE_PACKAGES[@]}"); fi
  need_packages "${packages[@]}"
  start_get_ready "${stages[@]}"
  for stage in "${stages[@]}"; do run_stage "$stage"; done
  summary "$started"
  ((FAILED == 0))
}
