# What makes and verifies a release. Needs step.sh and setup.sh.

# These differ each time that they are made, and carry or are signatures themselves. The rest is in SHA256SUMS.
# shellcheck disable=SC2034 # make.sh and verify.sh read it
SIGNED_EACH_TIME='SHA256SUMS(\.sigstore\.json)?|.*-signatures\.tar|.*\.tgz\.prov|.*-chart\.tar|cosign\.pub|sallyport\.gpg'

need_cosign() {
  need_tool cosign "about 4 min" "$LINK_FLAGS" cosign=github.com/sigstore/cosign/v3/cmd/cosign
}

need_release_tools() {
  need_packages "${RELEASE_PACKAGES[@]}"
  need_helm
  need_cosign
}

# place NAME: what the file lib/release/place says, or the one that RELEASE_PLACE names.
place() {
  PYTHONPATH=$SALLYPORT_ROOT/lib/release python3 -c 'import place, sys; print(place.read()[sys.argv[1]])' "$1"
}

# release_name FOLDER: of the release in it, as sallyport-1.2.3.
release_name() {
  local images=("$1"/sallyport-*-image.tar)
  [[ -r ${images[0]} && ${#images[@]} == 1 ]] || die "$1 is no release: it has not one image"
  basename "${images[0]}" -image.tar
}
