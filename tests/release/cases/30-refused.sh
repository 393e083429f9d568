# What is not as it was signed is neither taken nor published, and the message says what it is.
# spoil FILE: one byte of it.
spoil() {
  python3 - "$1" <<'END'
import pathlib, sys
path = pathlib.Path(sys.argv[1])
content = bytearray(path.read_bytes())
content[len(content) // 2] ^= 1
path.write_bytes(content)
END
}
for file in install.yaml "$NAME.tgz" "$NAME-image.tar" kubectl-sallyport-linux-arm64.tar.gz; do
  copied
  spoil "$COPY/$file"
  refused "$file: FAILED" verify "$COPY"
done
refused "kubectl-sallyport-linux-arm64.tar.gz: FAILED" publish "$COPY"

copied
rm "$COPY/krew.yaml"
refused "krew.yaml" verify "$COPY"
copied
touch "$COPY/more.yaml"
refused "more.yaml is not in SHA256SUMS" verify "$COPY"
copied
printf '%064d  more.yaml\n' 0 >>"$COPY/SHA256SUMS"
refused "SHA256SUMS is not signed by the key" verify "$COPY"

# The signed archives, which SHA256SUMS does not name.
copied
spoil "$COPY/$NAME-chart.tar"
refused "$NAME-chart.tar: " verify "$COPY"
copied
cp "$COPY/$NAME-chart-signatures.tar" "$COPY/$NAME-image-signatures.tar"
refused "is not signed in" verify "$COPY"
copied
cp "${RELEASE%-test}-trial/$NAME-image-signatures.tar" "$COPY"
refused "is not by the key in" verify "$COPY"
copied
cp "${RELEASE%-test}-trial/$NAME.tgz.prov" "$COPY"
refused "$NAME.tgz is not signed by a key in" verify "$COPY"
copied
cp "${RELEASE%-test}-trial/$NAME"-chart*.tar "$COPY"
refused "$NAME-chart.tar" verify "$COPY"

another=$SALLYPORT_ROOT/build/release-trial
refused "is not signed by the key in" "$LIB/verify.sh" "$RELEASE" "$another/cosign.pub" "$RELEASE/sallyport.gpg"
refused "is not signed by a key in" "$LIB/verify.sh" "$RELEASE" "$RELEASE/cosign.pub" "$another/sallyport.gpg"
refused "it has no SHA256SUMS" verify "$CASE_DIR"
copied
rm "$COPY/$NAME-image.tar"
refused "it has not one image" verify "$COPY"

# Before anything is built: versions that differ, and keys that are not there.
cd "$SALLYPORT_ROOT" || exit
refused "v9.9.9 was asked for, and the file VERSION says $VERSION" ./dev release --trial v9.9.9
refused "still says example.com" env RELEASE_PLACE= ./dev release

# A release that would be real, of what is committed: without its keys, or with others, nothing is made.
git -c safe.directory='*' clone --quiet "$SALLYPORT_ROOT" "$CASE_DIR/sources"
cd "$CASE_DIR/sources" || exit
sed -i -E "s/^(## \[$VERSION\]).*/\1 - 2027-01-31/" CHANGELOG.md
git -c user.name=a -c user.email=a@example.com commit --quiet --all --allow-empty --message day
sed 's/example\.com/somewhere.org/' "$HERE/place" >"$CASE_DIR/place"
export RELEASE_PLACE=$CASE_DIR/place GNUPGHOME=$CASE_DIR/gnupg COSIGN_PASSWORD=secret
mkdir -m 700 "$GNUPGHOME"
cosign generate-key-pair --output-key-prefix "$CASE_DIR/cosign"
gpg --batch --passphrase '' --quick-generate-key "Somebody <some@somewhere.org>" rsa3072 sign 1d
gpg --batch --export-secret-keys >"$CASE_DIR/secret.gpg"
refused "RELEASE_COSIGN_KEY is not set" ./dev release "v$VERSION"
export RELEASE_COSIGN_KEY=$CASE_DIR/none RELEASE_PGP_KEY=some@somewhere.org
refused "RELEASE_COSIGN_KEY names $CASE_DIR/none, which cannot be read" ./dev release
export RELEASE_COSIGN_KEY=$CASE_DIR/cosign.key
refused "RELEASE_PGP_KEYRING is not set" ./dev release
export RELEASE_PGP_KEYRING=$CASE_DIR/secret.gpg
refused "has no key of the name another@somewhere.org" env RELEASE_PGP_KEY=another@somewhere.org ./dev release
refused "lib/release/place another one: make them the same" ./dev release
[[ ! -e build ]] || fail "something was made: $(find build)"
gpgconf --kill all
