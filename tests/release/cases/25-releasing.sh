# The commands of RELEASING.md, in its order, but for those that publish: those are run by 20-from-a-registry.
cd "$SALLYPORT_ROOT" || exit
for heading in "Choose the version" "Make it"; do
  python3 tests/docs/blocks.py script RELEASING.md "$heading" release |
    sed "s|build/release-$VERSION|$RELEASE|; s|cosign\.pub|$RELEASE/cosign.pub|; s|sallyport\.gpg|$RELEASE/sallyport.gpg|" \
      >"$CASE_DIR/script"
  bash -euxo pipefail "$CASE_DIR/script"
  was_read RELEASING.md "$heading"
done
# prepare.sh ran this one.
[[ -s $ANOTHER/SHA256SUMS ]] || fail "the trial that RELEASING.md says is not there"
was_read RELEASING.md "Try it"
while read -r file; do
  compgen -G "$RELEASE/$(sed "s/VERSION/$VERSION/; s/ARCHITECTURE/amd64/" <<<"$file")" ||
    fail "RELEASING.md names $file, which is not there"
done < <(grep -o "^| \`[^\`]*\`" RELEASING.md | tr -d '`| ')
