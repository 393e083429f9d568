# A chart is signed by a key that has a passphrase, from the file of RELEASE_PGP_PASSPHRASE_FILE; by no other one.
source "$LIB/tools.sh"
export GNUPGHOME=$CASE_DIR/gnupg RELEASE_PGP_KEY=some@example.com RELEASE_PGP_KEYRING=$CASE_DIR/secret.gpg
mkdir -m 700 "$GNUPGHOME"
open=(gpg --batch --pinentry-mode loopback --passphrase secret)
"${open[@]}" --quick-generate-key "Somebody <$RELEASE_PGP_KEY>" rsa3072 sign 1d
"${open[@]}" --export-secret-keys >"$RELEASE_PGP_KEYRING"
gpg --batch --export >"$CASE_DIR/public.gpg"
gpgconf --kill all
printf 'secret\n' >"$CASE_DIR/passphrase"
printf 'another\n' >"$CASE_DIR/wrong"
if RELEASE_PGP_PASSPHRASE_FILE=$CASE_DIR/wrong pack_chart "$SALLYPORT_ROOT/helm/sallyport" "$CASE_DIR"; then
  fail "a wrong passphrase opens the key"
fi
if RELEASE_PGP_PASSPHRASE_FILE='' pack_chart "$SALLYPORT_ROOT/helm/sallyport" "$CASE_DIR" </dev/null; then
  fail "no passphrase opens the key"
fi
rm -f "$CASE_DIR/$NAME".tgz*
RELEASE_PGP_PASSPHRASE_FILE=$CASE_DIR/passphrase pack_chart "$SALLYPORT_ROOT/helm/sallyport" "$CASE_DIR"
helm verify --keyring "$CASE_DIR/public.gpg" "$CASE_DIR/$NAME.tgz"
