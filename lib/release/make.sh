#!/usr/bin/env bash
# make.sh [--trial] [--into FOLDER] [VERSION]: makes all that goes to registries and to the page of a release
# into build/release-VERSION, and a trial into build/release-VERSION-trial. A folder that is there is replaced
# only if it is a trial. It publishes nothing; RELEASING.md says what comes before and after.
#
#   VERSION                      what the tag says; must be that of the file VERSION
#   --trial                      with keys made for it and thrown away, of whatever the sources say
#   RELEASE_COSIGN_KEY           the private key that cosign signs with, its password in COSIGN_PASSWORD
#   RELEASE_PGP_KEYRING          a file that `gpg --export-secret-keys` wrote, for the chart
#   RELEASE_PGP_KEY              which key in it, by name or address
#   RELEASE_PGP_PASSPHRASE_FILE  what opens it, if anything
#
# All but the signatures is the same each time that it is made of the same commit, in the same week and
# with the same packages of Debian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh
source lib/image/revision.sh
source lib/release/tools.sh

VERSION=$(<VERSION)
TRIAL='' ASKED='' OUT=''
while (($#)); do
  case $1 in
    --trial) TRIAL=--trial ;;
    --into)
      OUT=${2%/}
      shift
      ;;
    -*) die "unknown option $1 of release: there are --trial and --into FOLDER" ;;
    *) ASKED=$1 ;;
  esac
  shift
done
OUT=${OUT:-build/release-$VERSION${TRIAL:+-trial}}
NAME=sallyport-$VERSION
REVISION=$(revision)
SOURCE_DATE_EPOCH=$(source_time)
export SOURCE_DATE_EPOCH

# --- the keys ---

trial_keys() {
  RELEASE_COSIGN_KEY=$KEYS/cosign.key RELEASE_PGP_KEYRING=$KEYS/secret.gpg RELEASE_PGP_KEY=$TRIAL_ADDRESS
  export COSIGN_PASSWORD=trial
  "$TOOLS_BIN/cosign" generate-key-pair --output-key-prefix "$KEYS/cosign" &&
    gpg --batch --passphrase '' --quick-generate-key "Trial <$RELEASE_PGP_KEY>" rsa3072 sign 1d &&
    gpg --batch --export-secret-keys "$RELEASE_PGP_KEY" >"$RELEASE_PGP_KEYRING"
}

need_file() { # VARIABLE
  [[ ${!1:-} ]] || die "$1 is not set: name the file of the key, or make a trial by ./dev release --trial"
  [[ -r ${!1} ]] || die "$1 names ${!1}, which cannot be read"
}

# Sets FINGERPRINT.
import_keys() {
  need_file RELEASE_COSIGN_KEY
  need_file RELEASE_PGP_KEYRING
  [[ ${RELEASE_PGP_KEY:-} ]] || die "RELEASE_PGP_KEY is not set: name the key in $RELEASE_PGP_KEYRING"
  gpg --batch --quiet --import "$RELEASE_PGP_KEYRING"
  FINGERPRINT=$(gpg --batch --with-colons --list-keys "$RELEASE_PGP_KEY" 2>/dev/null |
    awk -F: '$1 == "fpr" { print $10; exit }') || true
  [[ $FINGERPRINT ]] || die "$RELEASE_PGP_KEYRING has no key of the name $RELEASE_PGP_KEY"
  [[ $TRIAL || $FINGERPRINT == "$(place PGP_FINGERPRINT)" ]] ||
    die "the key $RELEASE_PGP_KEY has the fingerprint $FINGERPRINT, and lib/release/place another one: make them the same"
}

# --- what is the same each time ---

image() {
  local architecture images=()
  for architecture in amd64 arm64; do
    lib/image/build.sh "$WORK/$architecture" "$architecture"
    lib/image/build_plugin.sh "$PART" "$architecture"
    cp "$WORK/$architecture/$NAME.spdx.json" "$PART/$NAME-linux-$architecture.spdx.json"
    images+=("$WORK/$architecture/$NAME.tar")
  done
  lib/release/layout.py index "$PART/$NAME-image.tar" "$VERSION" "${images[@]}"
  DIGEST=$(lib/release/layout.py digest "$PART/$NAME-image.tar")
}

texts() {
  lib/release/files.py install "$DIGEST" >"$PART/install.yaml" &&
    lib/release/files.py krew "$PART"/kubectl-sallyport-linux-{amd64,arm64}.tar.gz >"$PART/krew.yaml" &&
    lib/release/files.py artifacthub >"$PART/artifacthub-repo.yml" &&
    lib/release/sources.py notes >"$PART/notes.md" &&
    cp manifests/from-cert-manager/{trial,move}.sh "$PART"
}

chart() {
  cp -r helm/sallyport "$WORK/sallyport" &&
    lib/release/files.py chart "$WORK/sallyport" "$DIGEST" &&
    lib/release/files.py chart-json "$WORK/sallyport" >"$WORK/chart.json" &&
    find "$WORK/sallyport" -exec touch --date "@$SOURCE_DATE_EPOCH" {} + &&
    "$TOOLS_BIN/helm" lint --strict "$WORK/sallyport" &&
    pack_chart "$WORK/sallyport" "$PART"
}

# --- what is signed ---

sign() { # FILE BUNDLE
  "$TOOLS_BIN/cosign" sign-blob --yes --key "$RELEASE_COSIGN_KEY" --bundle "$2" --use-signing-config=false \
    --tlog-upload=false "$1" >/dev/null
}

# sign_layout WHAT NAME: each manifest of an archive, whose name is NAME where it goes.
sign_layout() {
  local folder=$WORK/payloads-$1 payload
  mkdir "$folder" && lib/release/layout.py payloads "$PART/$NAME-$1.tar" "$2" "$folder" || return
  for payload in "$folder"/*.json; do sign "$payload" "${payload%.json}.bundle" || return; done
  lib/release/layout.py signatures "$PART/$NAME-$1-signatures.tar" "$folder"
}

sign_all() {
  lib/release/layout.py chart "$PART/$NAME-chart.tar" "$VERSION" "$PART/$NAME.tgz" "$WORK/chart.json" &&
    sign_layout image "$(place IMAGE)" &&
    sign_layout chart "$(place CHARTS)/sallyport" &&
    "$TOOLS_BIN/cosign" public-key --key "$RELEASE_COSIGN_KEY" >"$PART/cosign.pub" &&
    gpg --batch --export "$FINGERPRINT" >"$PART/sallyport.gpg" &&
    same_each_time "$PART" "$NAME" >"$WORK/same" &&
    (cd "$PART" && xargs -r sha256sum <"$WORK/same" >SHA256SUMS) &&
    sign "$PART/SHA256SUMS" "$PART/SHA256SUMS.sigstore.json" &&
    chmod u=rw,go=r "$PART"/*
}

lib/release/sources.py check ${TRIAL:+"$TRIAL"} ${ASKED:+"$ASKED"}
may_be_replaced "$OUT"
need_release_tools
PART=''
WORK=$(mktemp -d)
KEYS=$WORK/keys
trap 'gpgconf --kill all; rm -rf "$WORK" ${PART:+"$PART"}' EXIT
mkdir -m 700 "$KEYS" "$KEYS/gnupg"
export GNUPGHOME=$KEYS/gnupg
if [[ $TRIAL ]]; then step "make keys for the trial" "about 2 s" trial_keys; fi
import_keys
if [[ ! $TRIAL ]]; then export RELEASE_IS_REAL=1; fi
mkdir -p "$(dirname "$OUT")"
PART=$(mktemp -d "$OUT.XXXXXX")
image
step "write install.yaml, krew.yaml and notes" "about 2 s" texts
step "pack and sign the chart" "about 2 s" chart
step "sign the rest" "about 5 s" sign_all
lib/release/sources.py same "$REVISION" "$(revision)"
lib/release/verify.sh "$PART" "$PART/cosign.pub" "$PART/sallyport.gpg"
may_be_replaced "$OUT"
rm -rf "$OUT"
chmod 755 "$PART"
mv "$PART" "$OUT"
say "release $VERSION is in $OUT${TRIAL:+, as a trial: publish nothing of it}"
