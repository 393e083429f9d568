# The plugin, by krew from its manifest and by hand, for both architectures; with the notices of what is in it.
export HOME=$CASE_DIR KREW_ROOT=$CASE_DIR/krew
krew install --manifest "$RELEASE/krew.yaml" --archive "$RELEASE/kubectl-sallyport-linux-amd64.tar.gz"
PATH=$KREW_ROOT/bin:$PATH kubectl sallyport version | grep -F "$VERSION"
sed "s/sha256: .*/sha256: $(printf '%064d' 0)/" "$RELEASE/krew.yaml" >"$CASE_DIR/wrong.yaml"
if KREW_ROOT=$CASE_DIR/another krew install --manifest "$CASE_DIR/wrong.yaml" --archive "$RELEASE/kubectl-sallyport-linux-amd64.tar.gz"; then
  fail "krew takes an archive of another checksum"
fi

for architecture in amd64 arm64; do
  mkdir "$CASE_DIR/$architecture"
  tar -xzf "$RELEASE/kubectl-sallyport-linux-$architecture.tar.gz" -C "$CASE_DIR/$architecture"
  cd "$CASE_DIR/$architecture" || exit
  cmp LICENSE "$SALLYPORT_ROOT/LICENSE"
  grep -qF '"versionInfo": "'"$VERSION"'"' kubectl-sallyport.spdx.json || fail "the SBOM is of another version"
  for library in libssl-dev libyaml-cpp-dev libc-ares-dev zlib1g-dev libboost1.74-dev; do
    [[ -s notices/$library ]] || fail "there is no notice of $library for $architecture"
  done
  good_spdx kubectl-sallyport.spdx.json
  readelf --dynamic kubectl-sallyport | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' | sort >"$CASE_DIR/needed"
  if grep -vE '^(libc|libm|ld-linux.*)\.so' "$CASE_DIR/needed"; then fail "it needs more than the C library"; fi
done
unpack_image arm64 "$CASE_DIR/root"
"$TOOLS_BIN/qemu-aarch64-static" -L "$CASE_DIR/root" "$CASE_DIR/arm64/kubectl-sallyport" version --client |
  grep -F "$VERSION"
