#!/usr/bin/env bash
# run.sh [CASE...]: the commands of README.md and docs/, as a reader would type them, on a control
# plane of their own. SALLYPORT_PROGRAMS is the folder of the two programs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"

need_bed
need_helm
need_cert_manager
in_world "$here/all_cases.sh" "$@"
