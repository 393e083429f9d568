#!/usr/bin/env bash
# run.sh [PICTURE]: metrics, alerts and dashboard, by a real Prometheus that scrapes our programs on
# a test bed of their own. With PICTURE, the dashboard is drawn into that file, an SVG.
# SALLYPORT_PROGRAMS is the folder of the two programs (default build/release).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../cluster/own_bed.sh"

need_bed
need_prometheus
in_world "$here/all_checks.sh" ${1:+"$(realpath "$1")"}
