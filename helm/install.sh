#!/usr/bin/env bash
# install.sh [FILE]: writes manifests/install.yaml, all that kustomization.yaml names in one file.
# Run it after a change in any of them; tests/helm fails when they differ.
set -euo pipefail
manifests=$(cd "$(dirname "${BASH_SOURCE[0]}")/../manifests" && pwd)
out=${1:-$manifests/install.yaml}

mapfile -t parts < <(sed -n 's/^  - \(.*\.yaml\)$/\1/p' "$manifests/kustomization.yaml")
{
  printf '# Written by helm/install.sh from the other files here.\n'
  for part in "${parts[@]}"; do
    printf -- '---\n'
    cat "$manifests/$part"
  done
} >"$out"
