# With the default values, the chart's objects are those of manifests/, but for what Helm and the
# chart add, as objects.py says.
manifests=$SALLYPORT_ROOT/manifests
rendered
for file in crds rbac service deployment; do
  to_json <"$manifests/$file.yaml"
done >"$CASE_DIR/manifests.json"
mkdir "$CASE_DIR/help"
for program in controller sidecar; do
  "$PROGRAMS/sallyport-$program" --help >"$CASE_DIR/help/$program"
done
same() { objects compare "$CASE_DIR/rendered.json" "$CASE_DIR/manifests.json" "$CASE_DIR/help"; }
same

# And a difference would be seen.
rendered --set controller.workers=9
refused "--workers=9 is not the program's default" same
rendered --set sidecar.resources.limits.memory=65Mi
refused 'memory: chart "65Mi", manifests "64Mi"' same
rendered --set crds.enabled=false
refused "CustomResourceDefinition/challenges.sallyport.dev: only in manifests/" same
