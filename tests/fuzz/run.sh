#!/usr/bin/env bash
# run.sh SECONDS [TARGET]: every fuzz target, or the one named, for that long, two at once; false
# when one found something. What they learn stays in build/fuzz/learned for the next run; an input
# that breaks a target is left in build/fuzz/findings. Needs the preset fuzz to be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh

fuzz_one() { # SECONDS TARGET
  local learned=build/fuzz/learned/$2 findings=build/fuzz/findings log=build/fuzz/$2.log status=0 runs
  mkdir -p "$learned" "$findings"
  build/fuzz/tests/fuzz/fuzz_"$2" -max_total_time="$1" -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$findings/$2-" "$learned" "tests/fuzz/corpus/$2" \
    >"$log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if ((status == 0)); then
    say "  $2: $runs runs, nothing found"
  else
    say "  $2: ${runs:-?} runs, A FINDING, see $log:"
    grep -m 3 -E '^a broken promise|ERROR:|runtime error|what\(\)|Test unit written' "$log" |
      sed 's/^/    /'
    return 1
  fi
}

if (($# == 2)); then
  fuzz_one "$@"
else
  find tests/fuzz/corpus -mindepth 1 -type d -printf '%f\n' | sort |
    xargs -P 2 -I '{}' bash tests/fuzz/run.sh "$1" '{}'
fi
