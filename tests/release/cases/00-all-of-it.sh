# Everything that registries and the page of a release get, and no private key.
diff <(cd "$RELEASE" && printf '%s\n' * | sort) - <<END
SHA256SUMS
SHA256SUMS.sigstore.json
artifacthub-repo.yml
cosign.pub
install.yaml
krew.yaml
kubectl-sallyport-linux-amd64.tar.gz
kubectl-sallyport-linux-arm64.tar.gz
move.sh
notes.md
$NAME-chart-signatures.tar
$NAME-chart.tar
$NAME-image-signatures.tar
$NAME-image.tar
$NAME-linux-amd64.spdx.json
$NAME-linux-arm64.spdx.json
$NAME.tgz
$NAME.tgz.prov
sallyport.gpg
trial.sh
END
verify "$RELEASE" | grep "verified: .* is sallyport $VERSION, whole and signed"
if grep -rlE 'PRIVATE KEY' "$RELEASE"; then fail "a private key is in the release"; fi
gpg --batch --homedir "$(mktemp -d)" --list-packets "$RELEASE/sallyport.gpg" >"$CASE_DIR/packets" 2>/dev/null
grep ':public key packet:' "$CASE_DIR/packets"
if grep ':secret key packet:' "$CASE_DIR/packets"; then fail "the PGP key is a secret one"; fi
digest=$("$LIB/layout.py" digest "$RELEASE/$NAME-image.tar")
(($(grep -c "^ *image: $IMAGE:$VERSION@$digest\$" "$RELEASE/install.yaml") == 2)) ||
  fail "install.yaml does not name the image by its digest"
for architecture in amd64 arm64; do
  grep -F "?arch=$architecture\"" "$RELEASE/$NAME-linux-$architecture.spdx.json" >"$CASE_DIR/of"
  (($(wc -l <"$CASE_DIR/of") > 20)) || fail "the SBOM for $architecture names too few packages"
done
