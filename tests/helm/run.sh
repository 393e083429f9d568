#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/helm/cases (all, or those named): the chart, by Helm, on a
# control plane of its own. SALLYPORT_PROGRAMS is the folder of the two programs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"

need_bed
need_helm
need_nginx
in_world "$here/all_cases.sh" "$@"
