# The chart is of the version of the programs, and says so on every object.
version=$(<"$SALLYPORT_ROOT/VERSION")
helm show chart "$CHART" >"$CASE_DIR/chart"
grep -x "version: $version" "$CASE_DIR/chart"
grep -xE "appVersion: \"?$version\"?" "$CASE_DIR/chart"
rendered
expect Deployment/sallyport-controller spec.template.spec.containers[0].image "\"sallyport:$version\""
expect Deployment/sallyport-sidecar spec.template.spec.containers[0].image "\"sallyport:$version\""
for program in controller sidecar; do
  [[ $("$PROGRAMS/sallyport-$program" --version) == "sallyport-$program $version"* ]] ||
    fail "the $program is not of version $version"
done
