#!/usr/bin/env bash
# publish.sh FOLDER COSIGN_PUBLIC_KEY PGP_KEYRING: verifies the release in FOLDER, and pushes image, chart and
# their signatures to where lib/release/place says, and there too who owns the chart, for Artifact Hub.
# `skopeo login` comes first. Where any of the tags is at the registry with another content, or the registry
# does not say, nothing is pushed.
# PLAIN_HTTP=1: for a registry without TLS, on this machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh
source lib/release/tools.sh
source lib/release/registry.sh

FOLDER=$1
lib/release/verify.sh "$@"
NAME=$(release_name "$FOLDER")
IMAGE=$(place IMAGE)
CHART=$(place CHARTS)/sallyport
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
lib/release/layout.py artifacthub "$WORK/artifacthub.tar" "$FOLDER/artifacthub-repo.yml"

# All are asked for before the first is pushed.
refuse_others "$FOLDER/$NAME-image.tar" "$IMAGE"
refuse_others "$FOLDER/$NAME-image-signatures.tar" "$IMAGE"
refuse_others "$FOLDER/$NAME-chart.tar" "$CHART"
refuse_others "$FOLDER/$NAME-chart-signatures.tar" "$CHART"

# The signatures first, so that nobody sees it without.
push "$FOLDER/$NAME-image-signatures.tar" "$IMAGE"
push "$FOLDER/$NAME-image.tar" "$IMAGE"
push "$FOLDER/$NAME-chart-signatures.tar" "$CHART"
push "$FOLDER/$NAME-chart.tar" "$CHART"
push "$WORK/artifacthub.tar" "$CHART"
say "published: $IMAGE:${NAME#sallyport-} and oci://$CHART"
