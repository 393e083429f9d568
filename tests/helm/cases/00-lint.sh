# No complaint, whatever the values.
# With Helm 3 as well.
known=(--api-versions monitoring.coreos.com/v1)
helm lint --strict "$CHART"
for file in "$VALUES"/*.yaml; do
  say "with ${file##*/}"
  render "${known[@]}" --values "$file" >"$CASE_DIR/rendered"
  # lint knows of no --api-versions.
  helm lint --strict "$CHART" --values "$file" --set prometheus.podmonitor.enabled=false \
    --set prometheus.servicemonitor.enabled=false
done
