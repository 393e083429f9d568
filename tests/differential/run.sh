#!/usr/bin/env bash
# run.sh [SECONDS [SEED]]: what the sidecar's public port reads of generated connections, beside what
# nginx and h11 read of them, for that long (default 30); one SEED (default 1) makes the same ones.
# `run.sh one SEED/NUMBER` tries one again. SALLYPORT_PROGRAMS is the folder of the sidecar (default
# build/release).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../cluster/step.sh"
source "$here/../cluster/setup.sh"

need_nginx
need_h11
PYTHONPATH=$H11 python3 "$here/compare.py" \
  "${SALLYPORT_PROGRAMS:-$SALLYPORT_ROOT/build/release}/sallyport-sidecar" "$TOOLS_BIN/nginx" \
  "${1:-30}" "${2:-1}"
