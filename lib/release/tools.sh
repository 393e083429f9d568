# What makes and verifies a release. Needs step.sh and setup.sh.

source "$SALLYPORT_ROOT/lib/release/folder.sh"

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

# pack_chart SOURCE FOLDER: packed and signed at once, because Helm signs no package that is there already.
pack_chart() {
  local passphrase=()
  if [[ ${RELEASE_PGP_PASSPHRASE_FILE:-} ]]; then
    passphrase=(--passphrase-file "$RELEASE_PGP_PASSPHRASE_FILE")
  fi
  "$TOOLS_BIN/helm" package "$1" --destination "$2" --sign --key "$RELEASE_PGP_KEY" \
    --keyring "$RELEASE_PGP_KEYRING" "${passphrase[@]}"
}
