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

# seconds_since TIME: as 1.2, TIME being an earlier $EPOCHREALTIME.
seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

# step WHAT EXPECTED COMMAND...: one line now, the real time when done. The command's output goes
# to a file; its tail is shown when it fails. Inside COMMAND `set -e` is off: chain with &&.
step() {
  local what=$1 expected=$2 started=$EPOCHREALTIME log
  shift 2
  log=$SALLYPORT_LOGS/$(tr -cs '[:alnum:].' - <<<"$what" | sed 's/-$//').log
  printf '  %-50s %s%-12s%s ' "$what" "$DIM" "$expected" "$PLAIN"
  if "$@" >"$log" 2>&1 </dev/null; then
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
