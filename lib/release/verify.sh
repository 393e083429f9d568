#!/usr/bin/env bash
# verify.sh FOLDER COSIGN_PUBLIC_KEY PGP_KEYRING: verifies the release in FOLDER by keys that you trust, not
# by those in it: every file is there and as it was signed, all parts are of one version, and the keys in it are
# yours to the last byte.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh
source lib/release/tools.sh

FOLDER=$1 COSIGN_KEY=$2 KEYRING=$3
for file in "$COSIGN_KEY" "$KEYRING"; do [[ -r $file ]] || die "the key $file cannot be read"; done
[[ -r $FOLDER/SHA256SUMS ]] || die "$FOLDER is no release: it has no SHA256SUMS"
need_release_tools

# blob FILE BUNDLE: signed by the key.
blob() {
  "$TOOLS_BIN/cosign" verify-blob --key "$COSIGN_KEY" --bundle "$2" --insecure-ignore-tlog=true "$1" \
    >/dev/null 2>&1
}

check_sums() {
  local problems
  blob "$FOLDER/SHA256SUMS" "$FOLDER/SHA256SUMS.sigstore.json" ||
    die "$FOLDER/SHA256SUMS is not signed by the key in $COSIGN_KEY: use none of these files"
  problems=$(cd "$FOLDER" && sha256sum --check --strict --quiet SHA256SUMS 2>&1) ||
    die "not what was signed, in $FOLDER: ${problems//$'\n'/; }"
}

check_chart() {
  local answer
  answer=$("$TOOLS_BIN/helm" verify --keyring "$KEYRING" "$FOLDER/$NAME.tgz" 2>&1) ||
    die "$FOLDER/$NAME.tgz is not signed by a key in $KEYRING: $answer"
}

# check_layout WHAT FILE...: its parts are whole, it is of this version and has the files alone, and each of
# its manifests has a signature of the key.
check_layout() {
  lib/release/layout.py check "$FOLDER/$NAME-$1.tar"
  lib/release/layout.py only "$FOLDER/$NAME-$1.tar" "${NAME#sallyport-}" "${@:2}"
  lib/release/layout.py check "$FOLDER/$NAME-$1-signatures.tar"
  lib/release/signed.py "$FOLDER/$NAME-$1.tar" "$FOLDER/$NAME-$1-signatures.tar" "$COSIGN_KEY"
}

NAME=$(release_name "$FOLDER")
check_sums
check_no_others "$FOLDER" "$NAME"
check_keys "$FOLDER" "$COSIGN_KEY" "$KEYRING"
check_layout image
check_chart
check_layout chart "$FOLDER/$NAME.tgz" "$FOLDER/$NAME.tgz.prov"
say "verified: $FOLDER is ${NAME/-/ }, whole and signed"
