#!/usr/bin/env bash
# run.sh [CASE...]: the links and the site of README.md and docs/; then their commands, as a reader would
# type them, on a control plane of their own. SALLYPORT_PROGRAMS is the folder of the programs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"

python3 "$here/links.py" "$SALLYPORT_ROOT"
python3 "$here/questions.py" "$SALLYPORT_ROOT"
need_site
site=$SALLYPORT_ROOT/build/site
build_site "$site"
python3 "$here/built_site.py" "$SALLYPORT_ROOT" "$site/html"
need_bed
need_helm
need_cert_manager
in_world "$here/all_cases.sh" "$@"
