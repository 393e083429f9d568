# The chart and the definitions are of the version of the programs, and say so on every object.
version=$(<"$SALLYPORT_ROOT/VERSION")
helm show chart "$CHART" >"$CASE_DIR/chart"
grep -x "version: $version" "$CASE_DIR/chart"
grep -xE "appVersion: \"?$version\"?" "$CASE_DIR/chart"
rendered
for program in controller sidecar; do
  expect "Deployment/sallyport-$program" spec.template.spec.containers[0].image \
    "\"sallyport:$version\""
  [[ $("$PROGRAMS/sallyport-$program" --version) == "sallyport-$program $version"* ]] ||
    fail "the $program is not of version $version"
done
definitions=$SALLYPORT_ROOT/manifests/crds.yaml
(($(grep -c "^    app.kubernetes.io/version: $version$" "$definitions") == $(grep -c '^kind: Custom' "$definitions"))) ||
  fail "not every definition in manifests/crds.yaml is of version $version"
