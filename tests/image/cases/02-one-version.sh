# VERSION is the one place: everything of a release says the same.
cd "$SALLYPORT_ROOT" || exit
revision=$(git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || printf unknown)
expect_image config/Labels/org.opencontainers.image.version "\"$VERSION\""
expect_image config/Labels/org.opencontainers.image.revision "\"$revision\""
for program in controller sidecar; do
  expected="sallyport-$program $VERSION (commit $revision)"
  [[ $(in_image "sallyport-$program" --version) == "$expected" ]] ||
    fail "another version: sallyport-$program"
done
grep -x "ARG VERSION=$VERSION" Dockerfile
grep -x "version: $VERSION" helm/sallyport/Chart.yaml
grep -xE "appVersion: \"?$VERSION\"?" helm/sallyport/Chart.yaml
grep -E "^## \[$VERSION\]" CHANGELOG.md
for file in deployment install; do
  images=$(sed -nE 's/^ *image: //p' "manifests/$file.yaml" | sort --unique)
  [[ $images == "sallyport:$VERSION" ]] || fail "manifests/$file.yaml names the image $images"
done
