#!/usr/bin/env bash
# run.sh [RUNS [SEED]]: the programs on a test bed where faults are met on the way to the API server
# and to the CA. First they are killed at each of their requests, then come RUNS (default 3) runs with
# random faults, of which the first has the seed SEED (default 1). A run that failed says how to have it
# again. SALLYPORT_PROGRAMS is the folder of the two programs (default build/release).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../cluster/own_bed.sh"

need_bed
in_world "$here/all_runs.sh" "$@"
