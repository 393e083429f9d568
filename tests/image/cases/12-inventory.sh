# The SBOM is good SPDX by SPDX' own judge, is the one beside the archive, and holds every file.
cmp "$SBOM" "${ARCHIVE%.tar}.spdx.json"
good_spdx "$SBOM"
image sbom "$IMAGE_ROOT" "$SBOM"
for package in libc6 libssl3 libstdc++6 libcpprest2.10 ca-certificates; do
  grep -F "\"name\": \"$package\"" "$SBOM"
  [[ -s $IMAGE_ROOT/usr/share/doc/$package/copyright ]] || fail "no notice of $package"
  grep -x "Package: $package" "$IMAGE_ROOT/var/lib/dpkg/status.d/$package"
done
