#!/usr/bin/env bash
# publish.sh FOLDER COSIGN_PUBLIC_KEY PGP_KEYRING: verifies the release in FOLDER, and pushes image, chart and
# their signatures to where lib/release/place says. `skopeo login` comes first. Tags that are at the registry
# with another content are left, and it ends there.
# PLAIN_HTTP=1: for a registry without TLS, on this machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh
source lib/release/tools.sh

FOLDER=$1
lib/release/verify.sh "$@"
NAME=$(release_name "$FOLDER")
TO=() AT=()
if [[ ${PLAIN_HTTP:-} ]]; then TO=(--dest-tls-verify=false) AT=(--tls-verify=false); fi

# digest_at REFERENCE: of what the registry has there; nothing where it has nothing.
digest_at() {
  local raw
  raw=$(mktemp)
  if skopeo inspect --raw "${AT[@]}" "docker://$1" >"$raw" 2>/dev/null; then
    printf 'sha256:%s' "$(sha256sum <"$raw" | cut -d ' ' -f 1)"
  fi
  rm "$raw"
}

# refuse_another REFERENCE DIGEST: a version that users have is never another one.
refuse_another() {
  local there
  there=$(digest_at "$1")
  [[ -z $there || $there == "$2" ]] ||
    die "$1 is at the registry already, as $there and not as $2: a version is published once; raise VERSION"
}

push() { # ARCHIVE NAME
  local tag
  for tag in $(lib/release/layout.py tags "$1"); do
    step "push $2:$tag" "about 5 s" skopeo copy --all --preserve-digests --retry-times 3 "${TO[@]}" \
      "oci-archive:$1:$tag" "docker://$2:$tag"
  done
}

# publish WHAT NAME: the signatures first, so that nobody sees it without.
publish() {
  refuse_another "$2:${NAME#sallyport-}" "$(lib/release/layout.py digest "$FOLDER/$NAME-$1.tar")"
  push "$FOLDER/$NAME-$1-signatures.tar" "$2"
  push "$FOLDER/$NAME-$1.tar" "$2"
}

publish image "$(place IMAGE)"
publish chart "$(place CHARTS)/sallyport"
say "published: $(place IMAGE):${NAME#sallyport-} and oci://$(place CHARTS)/sallyport"
