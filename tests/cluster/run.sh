#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/cluster/cases (all, or those named) on a test bed of their
# own. SALLYPORT_PROGRAMS is the folder of the two programs (default build/release).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/own_bed.sh"

need_bed
need_tinyproxy
need_cert_manager
in_world "$here/all_cases.sh" "$@"
