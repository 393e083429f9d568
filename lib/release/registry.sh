# What a registry has, and what goes there. Needs step.sh.
# PLAIN_HTTP=1: for a registry without TLS, on this machine.

TO=() AT=()
if [[ ${PLAIN_HTTP:-} ]]; then TO=(--dest-tls-verify=false) AT=(--tls-verify=false); fi

# is_absent ANSWER: skopeo was told that there is no such tag. Whatever else goes wrong says nothing of it.
is_absent() {
  grep -qiE ': reading manifest [^ ]+ in [^ ]+: (manifest unknown|name unknown|unknown: .*not found|StatusCode: 404)' <<<"$1"
}

# digest_at REFERENCE: of what the registry has there; nothing where it has nothing.
digest_at() {
  local raw answer
  raw=$(mktemp)
  if answer=$(skopeo inspect --raw "${AT[@]}" "docker://$1" 2>&1 >"$raw"); then
    printf 'sha256:%s' "$(sha256sum <"$raw" | cut -d ' ' -f 1)"
  elif ! is_absent "$answer"; then
    rm "$raw"
    die "whether $1 is at the registry already is not known, so nothing is pushed; it answered: $answer"
  fi
  rm "$raw"
}

# refuse_another REFERENCE DIGEST: what users have is never another one.
refuse_another() {
  local there
  there=$(digest_at "$1") || exit
  [[ -z $there || $there == "$2" ]] ||
    die "$1 is at the registry already, as $there and not as $2: a version is published once; raise VERSION"
}

# refuse_others ARCHIVE NAME: what the registry has of the archive's tags is the archive's.
refuse_others() {
  local tag digest tags
  tags=$(lib/release/layout.py tags "$1")
  while read -r tag digest; do refuse_another "$2:$tag" "$digest"; done <<<"$tags"
}

# push ARCHIVE NAME
push() {
  local tag digest tags
  tags=$(lib/release/layout.py tags "$1")
  while read -r tag digest; do
    step "push $2:$tag" "about 5 s" skopeo copy --all --preserve-digests --retry-times 3 "${TO[@]}" \
      "oci-archive:$1:$tag" "docker://$2:$tag"
  done <<<"$tags"
}
