# install.yaml, the kustomize base and the chart with its default values have the same objects, but
# for the labels that Helm adds.
manifests=$SALLYPORT_ROOT/manifests
"$SALLYPORT_ROOT/helm/install.sh" "$CASE_DIR/install.yaml"
diff "$CASE_DIR/install.yaml" "$manifests/install.yaml" || fail "run helm/install.sh"
to_json <"$manifests/install.yaml" >"$CASE_DIR/manifests.json"
kubectl kustomize "$manifests" | to_json >"$CASE_DIR/kustomized.json"
objects same "$CASE_DIR/kustomized.json" "$CASE_DIR/manifests.json"

rendered --skip-tests
mkdir "$CASE_DIR/help"
for program in controller sidecar; do
  "$PROGRAMS/sallyport-$program" --help >"$CASE_DIR/help/$program"
done
same() { objects compare "$CASE_DIR/rendered.json" "$CASE_DIR/manifests.json" "$CASE_DIR/help"; }
same

# And a difference would be seen.
rendered --skip-tests --set controller.workers=9
refused "--workers=9 is not the program's default" same
rendered --skip-tests --set sidecar.resources.limits.memory=65Mi
refused 'memory: "65Mi", manifests/ "64Mi"' same
rendered --skip-tests --set crds.enabled=false
refused "CustomResourceDefinition/challenges.sallyport.dev: only in manifests/" same
