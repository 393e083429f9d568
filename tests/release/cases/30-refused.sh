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

# What none of both has signed, in archives of their names and in those of others.
for file in x-chart.tar x.tgz.prov x-signatures.tar "$NAME-more-signatures.tar" .hidden; do
  copied
  touch "$COPY/$file"
  refused "$file is not in SHA256SUMS" verify "$COPY"
done
for file in cosign.pub sallyport.gpg; do
  copied
  cp "$ANOTHER/$file" "$COPY"
  refused "$file is another key than $RELEASE/$file" verify "$COPY"
done
# add ARCHIVE TAG: a manifest that is whole and not signed.
add() {
  python3 - "$LIB" "$1" "$2" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import layout
whole = layout.load(sys.argv[2])
body = {"schemaVersion": 2, "mediaType": layout.MANIFEST, "config": whole.add(b"{}", "more"), "layers": []}
whole.tag(whole.add(layout.as_bytes(body), layout.MANIFEST), sys.argv[3])
whole.write(sys.argv[2])
END
}
for part in image chart; do
  copied
  add "$COPY/$NAME-$part-signatures.tar" latest
  refused "holds the tag 'latest', which is no signature of it" publish "$COPY"
done
copied
add "$COPY/$NAME-chart.tar" latest
refused "holds the tags '$VERSION', 'latest' and not '$VERSION' alone" publish "$COPY"
copied
sed -i 's/"org.opencontainers.image.ref.name":"'"$VERSION"'"/"org.opencontainers.image.ref.name":"'"${VERSION//?/9}"'"/' \
  "$COPY/$NAME-chart.tar"
refused "holds the tags '${VERSION//?/9}' and not '$VERSION' alone" publish "$COPY"

# The signed archives, which SHA256SUMS does not name.
copied
spoil "$COPY/$NAME-chart.tar"
refused "$NAME-chart.tar: " verify "$COPY"
copied
cp "$COPY/$NAME-chart-signatures.tar" "$COPY/$NAME-image-signatures.tar"
refused "is not signed in" verify "$COPY"
copied
cp "$ANOTHER/$NAME-image-signatures.tar" "$COPY"
refused "is not by the key in" verify "$COPY"
copied
cp "$ANOTHER/$NAME.tgz.prov" "$COPY"
refused "$NAME.tgz is not signed by a key in" verify "$COPY"
copied
cp "$ANOTHER/$NAME"-chart*.tar "$COPY"
refused "$NAME-chart.tar" verify "$COPY"

refused "is not signed by the key in" "$LIB/verify.sh" "$RELEASE" "$ANOTHER/cosign.pub" "$RELEASE/sallyport.gpg"
refused "sallyport.gpg is another key than $ANOTHER/sallyport.gpg" \
  "$LIB/verify.sh" "$RELEASE" "$RELEASE/cosign.pub" "$ANOTHER/sallyport.gpg"
refused "it has no SHA256SUMS" verify "$CASE_DIR"
copied
rm "$COPY/$NAME-image.tar"
refused "it has not one image" verify "$COPY"

# A registry that does not say what it has is not pushed to.
sed "s|127\.0\.0\.1:5000|127.0.0.1:1|" "$HERE/place" >"$CASE_DIR/nowhere"
RELEASE_PLACE=$CASE_DIR/nowhere refused "is not known, so nothing is pushed; it answered" publish "$RELEASE"

# Before anything is built: folders that are somebody's, versions that differ, and keys that are not there.
cd "$SALLYPORT_ROOT" || exit
refused "v9.9.9 was asked for, and the file VERSION says $VERSION" ./dev release --trial v9.9.9
refused "still says example.com" env RELEASE_PLACE= ./dev release
mkdir "$CASE_DIR/theirs"
refused "theirs is there already, and is no trial" ./dev release --trial --into "$CASE_DIR/theirs"

# A release that would be real, of what is committed: without its keys, or with others, nothing is made.
git -c safe.directory='*' clone --quiet --no-tags "$SALLYPORT_ROOT" "$CASE_DIR/sources"
cd "$CASE_DIR/sources" || exit
sed -i -E "s/^(## \[$VERSION\]).*/\1 - 2027-01-31/" CHANGELOG.md
git -c user.name=a -c user.email=a@example.com commit --quiet --all --allow-empty --message day
sed 's/example\.com/somewhere.org/' "$HERE/place" >"$CASE_DIR/place"
refused "there is no tag v$VERSION" env RELEASE_PLACE="$CASE_DIR/place" ./dev release
git -c user.name=a -c user.email=a@example.com tag "v$VERSION"
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
