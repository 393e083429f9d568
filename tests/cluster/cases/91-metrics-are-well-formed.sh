# Both programs' metrics, by Prometheus' own judge.
for url in "http://$CONTROLLER_METRICS/metrics" "http://$SIDECAR_METRICS/metrics"; do
  curl --silent --fail --max-time 5 "$url" >"$WORLD_DIR/metrics"
  promtool check metrics <"$WORLD_DIR/metrics" || fail "$url is not as it should be"
  grep -E "^sallyport_build_info\{.*revision=\"([0-9a-f]{12}|unknown)" "$WORLD_DIR/metrics" ||
    fail "$url does not say which commit it is of"
done
