# A release by keys of its own, of which one has a passphrase, to its end. Two scripts that hand out small
# images play the part of those that compile; the other cases have what those make.
export PYTHONDONTWRITEBYTECODE=1
git -c safe.directory='*' clone --quiet --no-tags "$SALLYPORT_ROOT" "$CASE_DIR/sources"
cd "$CASE_DIR/sources" || exit
sed -i -E "s/^(## \[$VERSION\]).*/\1 - 2027-01-31/" CHANGELOG.md
cat >lib/image/build.sh <<'END'
#!/usr/bin/env bash
set -euo pipefail
mkdir -p "$1"
printf '{}\n' >"$1/sallyport-$(<VERSION).spdx.json"
PYTHONPATH=lib/release python3 - "$1/sallyport-$(<VERSION).tar" "$2" <<'PYTHON'
import layout, sys
path, architecture = sys.argv[1:]
whole = layout.Layout()
config = whole.add(layout.as_bytes({"architecture": architecture, "os": "linux"}), "config")
body = {"schemaVersion": 2, "mediaType": layout.MANIFEST, "config": config, "layers": []}
whole.tag(whole.add(layout.as_bytes(body), layout.MANIFEST), "one")
whole.write(path)
PYTHON
END
cat >lib/image/build_plugin.sh <<'END'
#!/usr/bin/env bash
tar -czf "$1/kubectl-sallyport-linux-$2.tar.gz" VERSION
END
git -c user.name=a -c user.email=a@example.com commit --quiet --all --message day
git tag "v$VERSION"

export GNUPGHOME=$CASE_DIR/gnupg COSIGN_PASSWORD=secret RELEASE_PLACE=$CASE_DIR/place
export RELEASE_PGP_KEY=some@somewhere.org RELEASE_PGP_KEYRING=$CASE_DIR/secret.gpg RELEASE_COSIGN_KEY=$CASE_DIR/cosign.key
mkdir -m 700 "$GNUPGHOME"
with_passphrase=(gpg --batch --pinentry-mode loopback --passphrase secret)
"${with_passphrase[@]}" --quick-generate-key "Somebody <$RELEASE_PGP_KEY>" rsa3072 sign 1d
"${with_passphrase[@]}" --export-secret-keys >"$RELEASE_PGP_KEYRING"
gpg --batch --export "$RELEASE_PGP_KEY" >"$CASE_DIR/public.gpg"
fingerprint=$(gpg --batch --with-colons --list-keys | awk -F: '$1 == "fpr" { print $10; exit }')
gpgconf --kill all
cosign generate-key-pair --output-key-prefix "$CASE_DIR/cosign"
sed "s/example\.com/somewhere.org/; s/^PGP_FINGERPRINT=.*/PGP_FINGERPRINT=$fingerprint/" "$HERE/place" >"$RELEASE_PLACE"

printf 'another\n' >"$CASE_DIR/wrong"
for file in '' "$CASE_DIR/wrong"; do
  refused "pack and sign the chart did not work" env RELEASE_PGP_PASSPHRASE_FILE="$file" ./dev release "v$VERSION"
  [[ ! $(ls -A build) ]] || fail "this is left behind: $(ls -A build)"
done

printf 'secret\n' >"$CASE_DIR/passphrase"
export RELEASE_PGP_PASSPHRASE_FILE=$CASE_DIR/passphrase
./dev release "v$VERSION" | tee "$CASE_DIR/said"
[[ $(tail -n 1 "$CASE_DIR/said") == "release $VERSION is in build/release-$VERSION" ]] || fail "it says something else"
lib/release/verify.sh "build/release-$VERSION" "$CASE_DIR/cosign.pub" "$CASE_DIR/public.gpg"
diff <(ls "build/release-$VERSION") <(ls "$RELEASE")
[[ $(stat --format %a "build/release-$VERSION") == 755 ]] || fail "others cannot read it"

# No other one takes its place.
(cd "build/release-$VERSION" && sha256sum -- *) >"$CASE_DIR/sums"
refused "build/release-$VERSION is there already, and is no trial" ./dev release "v$VERSION"
./dev release --trial
./dev release --trial | tail -n 1 | grep -x "release $VERSION is in build/release-$VERSION-trial, as a trial: .*"
(cd "build/release-$VERSION" && sha256sum --check --quiet "$CASE_DIR/sums")
[[ $(ls build) == "release-$VERSION"$'\n'"release-$VERSION-trial" ]] || fail "this is left behind: $(ls build)"
gpgconf --kill all
