# As a remote base, with an image and a namespace of one's own, as docs/install.md says it.
version=$(<"$SALLYPORT_ROOT/VERSION")
repository=$CASE_DIR/repository
mkdir "$repository" "$CASE_DIR/site"
cp -r "$SALLYPORT_ROOT/manifests" "$repository"
git -C "$repository" init --quiet
git -C "$repository" add manifests
git -C "$repository" -c user.name=a -c user.email=a@example.com commit --quiet --message base
git -C "$repository" tag "v$version"
sed -n '/^cat >kustomization.yaml/,/^END/{ //d; p }' "$SALLYPORT_ROOT/docs/install.md" |
  sed "s|https://.*//manifests|file://$repository//manifests|" >"$CASE_DIR/site/kustomization.yaml"
grep "file://.*?ref=v$version" "$CASE_DIR/site/kustomization.yaml"
kubectl kustomize "$CASE_DIR/site" >"$CASE_DIR/site.yaml"

to_json <"$CASE_DIR/site.yaml" >"$CASE_DIR/rendered.json"
objects expect "$CASE_DIR/rendered.json" Namespace/tls metadata.name '"tls"'
if grep sallyport-system "$CASE_DIR/site.yaml" | grep -v 'description:'; then
  fail "something stays in sallyport-system, above"
fi
for program in controller sidecar; do
  expect "Deployment/sallyport-$program" metadata.namespace '"tls"'
  expect "Deployment/sallyport-$program" spec.template.spec.containers[0].image \
    "\"registry.example.com/sallyport:$version\""
  expect "RoleBinding/sallyport-$program" subjects[0].namespace '"tls"'
done
expect ClusterRoleBinding/sallyport-controller subjects[0].namespace '"tls"'

kubectl apply --server-side --kustomize "$CASE_DIR/site"
use_namespace tls
exists deployment/sallyport-controller || fail "nothing is installed"
kubectl delete --kustomize "$CASE_DIR/site"
