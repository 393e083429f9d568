# Saying what is done: progress lines for long steps, and ends that tell what to do.
# Sourced by everything here. Output is plain where it is not a terminal.

SALLYPORT_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/sallyport
SALLYPORT_LOGS=$SALLYPORT_CACHE/logs
mkdir -p "$SALLYPORT_LOGS"

# shellcheck disable=SC2034 # all of them are for who sources this
if [[ -t 1 && ${TERM:-dumb} != dumb ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' RED='' GREEN='' PLAIN=''
fi

say() { printf '%s\n' "$*"; }
title() { printf '\n%s%s%s\n' "$BOLD" "$*" "$PLAIN"; }
die() {
  printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2
  exit 1
}

# finds PATTERN...: whether a line of the input has it. It reads all of it, as grep --quiet does not: whoever
# writes into a pipe that nobody reads any more is ended, and fails.
finds() { grep --count "$@" >/dev/null; }

# seconds_since TIME: as 1.2, TIME being an earlier $EPOCHREALTIME.
seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

# seconds_in TEXT: of "about 80 s" or "up to 8 min"; nothing where it says none.
seconds_in() {
  [[ $1 =~ ([0-9]+)\ (s|min) ]] || return 0
  local times=1
  if [[ ${BASH_REMATCH[2]} == min ]]; then times=60; fi
  printf '%s' $((BASH_REMATCH[1] * times))
}

# count_down SECONDS: at the end of a line what is left of them, until it is killed or who began it has
# ended.
count_down() {
  local left text
  for ((left = $1; ; left--)); do
    kill -0 $$ 2>/dev/null || return 0
    text="$left s left"
    if ((left < 0)); then text="$((-left)) s longer"; fi
    printf '\e7%s\e[K\e8' "$text"
    sleep 1
  done
}

# start_count_down EXPECTED: on a terminal alone. stop_count_down takes away what it wrote.
COUNT_DOWN=''
start_count_down() {
  local seconds
  seconds=$(seconds_in "$1")
  if [[ ! $BOLD || ! $seconds ]]; then return; fi
  count_down "$seconds" &
  COUNT_DOWN=$!
}
stop_count_down() {
  [[ $COUNT_DOWN ]] || return 0
  kill "$COUNT_DOWN" 2>/dev/null || true
  wait "$COUNT_DOWN" 2>/dev/null || true
  COUNT_DOWN=''
  printf '\e[K'
}

# step WHAT EXPECTED COMMAND...: one line now, what is left of the time where that is a terminal, and
# the real time when done. The command's output goes to a file; its tail is shown when it fails. Inside
# COMMAND `set -e` is off: chain with &&.
step() {
  local what=$1 expected=$2 started=$EPOCHREALTIME log status=0
  shift 2
  log=$SALLYPORT_LOGS/$(tr -cs '[:alnum:].' - <<<"$what" | sed 's/-$//').log
  printf '  %-50s %s%-12s%s ' "$what" "$DIM" "$expected" "$PLAIN"
  start_count_down "$expected"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  stop_count_down
  if ((status == 0)); then
    printf 'done in %s s\n' "$(seconds_since "$started")"
    return
  fi
  printf '%sfailed%s after %s s\n' "$RED" "$PLAIN" "$(seconds_since "$started")"
  tail -n 30 "$log" | sed 's/^/    /' >&2
  die "$what did not work: the end of its output is above, all of it in $log"
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds, or false with a word about WHAT.
wait_for() {
  local deadline=$((${EPOCHREALTIME/./} + $1 * 1000000)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((${EPOCHREALTIME/./} > deadline)); then
      say "waited in vain for $what" >&2
      return 1
    fi
    sleep 0.05
  done
}
