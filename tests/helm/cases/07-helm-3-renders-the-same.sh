# Whatever the values: what the other cases see of Helm 4 holds for Helm 3.
install_monitors
for file in /dev/null "$VALUES"/*.yaml; do
  say "with ${file##*/}"
  for helm in helm helm3; do
    (use_helm "$helm" && render --api-versions monitoring.coreos.com/v1 --values "$file") |
      to_json >"$CASE_DIR/$helm.json"
  done
  objects same "$CASE_DIR/helm.json" "$CASE_DIR/helm3.json"
done
