# Published, all of it is at the registry: for both architectures, signed, and installed from there by helm.
# Nothing that is published is replaced.
publish "$RELEASE" | tee "$CASE_DIR/said"
grep -x "published: $IMAGE:$VERSION and oci://$CHART" "$CASE_DIR/said"
skopeo inspect --raw --tls-verify=false "docker://$IMAGE:$VERSION" >"$CASE_DIR/index.json"
for architecture in amd64 arm64; do
  grep -F "\"architecture\":\"$architecture\"" "$CASE_DIR/index.json" || fail "$(<"$CASE_DIR/index.json")"
done
publish "$RELEASE" || fail "the same is not pushed once more"
skopeo inspect --raw --tls-verify=false "docker://$CHART:artifacthub.io" |
  grep -F '"mediaType":"application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml"'

# All is asked for before anything is pushed: the image of that name is not there, but its chart is another.
sed "s|^IMAGE=.*|IMAGE=$REGISTRY/second/sallyport|" "$RELEASE_PLACE" >"$CASE_DIR/second"
refused "a version is published once; raise VERSION" env RELEASE_PLACE="$CASE_DIR/second" \
  "$LIB/publish.sh" "$ANOTHER" "$ANOTHER/cosign.pub" "$ANOTHER/sallyport.gpg"
curl --silent --noproxy '*' "http://$REGISTRY/v2/_catalog" | tee "$CASE_DIR/catalog"
grep -F sallyport/charts/sallyport "$CASE_DIR/catalog"
if grep -F second/ "$CASE_DIR/catalog"; then fail "the image was pushed, and its chart cannot be"; fi

cp "$RELEASE"/{cosign.pub,sallyport.gpg,SHA256SUMS,SHA256SUMS.sigstore.json,install.yaml,kubectl-sallyport-linux-amd64.tar.gz} \
  "$CASE_DIR"
read_section docs/install.md "Verify a release"
[[ $(helm list --namespace "$SYSTEM" --short) == sallyport ]] || fail "the chart is not installed"
digest=$("$LIB/layout.py" digest "$RELEASE/$NAME-image.tar")
for program in controller sidecar; do
  used=$(kubectl get deployment --namespace "$SYSTEM" "sallyport-$program" --output \
    'jsonpath={.spec.template.spec.containers[0].image}')
  [[ $used == "$IMAGE@$digest" ]] || fail "the $program's image is $used"
done
helm uninstall sallyport --namespace "$SYSTEM"
kubectl apply --dry-run=server --server-side --force-conflicts --filename "$RELEASE/install.yaml"

openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout >"$CASE_DIR/another.pub"
for reference in "$IMAGE:$VERSION" "$CHART:$VERSION"; do
  if cosign verify --key "$CASE_DIR/another.pub" --insecure-ignore-tlog=true "$reference"; then
    fail "$reference is signed by any key"
  fi
done
# The images themselves are signed as well as the index of them.
while read -r part; do
  cosign verify --key "$RELEASE/cosign.pub" --insecure-ignore-tlog=true "$IMAGE@$part"
done < <(grep -oE 'sha256:[0-9a-f]{64}' "$CASE_DIR/index.json")

skopeo copy --all --src-tls-verify=false --dest-tls-verify=false "docker://$CHART:$VERSION" \
  "docker://$IMAGE:$VERSION"
refused "a version is published once; raise VERSION" publish "$RELEASE"
