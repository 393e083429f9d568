#!/usr/bin/env bash
# build_plugin.sh FOLDER ARCHITECTURE: builds the plugin of kubectl for amd64 or arm64, and writes it to
# FOLDER as kubectl-sallyport-linux-ARCHITECTURE.tar.gz, with its licence and its notices.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh
source lib/image/store.sh

OUT=$1
ARCHITECTURE=$2

lock_store
mkdir -p "$OUT"
need_tools_image "$ARCHITECTURE"
step "build the plugin of kubectl for $ARCHITECTURE" "up to 3 min" \
  compile "$ARCHITECTURE" --target plugin --output "type=local,dest=$OUT"
