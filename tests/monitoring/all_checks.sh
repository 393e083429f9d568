# Inside a world: our programs at work, a Prometheus that scrapes them, and what it then knows.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/expect.sh"

CHART=$SALLYPORT_ROOT/helm/sallyport
RULES=$CHART/files/alerts.yaml
export PROMETHEUS=http://127.0.0.1:9090
use_namespace monitoring
PASSED=0 FAILED=0

look() { python3 "$HERE/look.py" "$@"; }

# check WHAT COMMAND...: one line, and the command's output when it fails.
check() {
  local what=$1 log=$WORLD_DIR/log/check.log
  shift
  # In the background, since in a condition bash goes on after a command that failed.
  "$@" >"$log" 2>&1 &
  if wait "$!"; then
    PASSED=$((PASSED + 1))
    say "${GREEN}passed${PLAIN}  $what"
  else
    FAILED=$((FAILED + 1))
    say "${RED}FAILED${PLAIN}  $what"
    sed 's/^/    /' "$log"
  fi
}

# With one more issuance, since those before the first scrape are in no rate.
queries_are_answered() {
  certificate later ca later.example.com | apply
  wait_for_condition certificate/later Ready True 20
  wait_for 20 "all queries" look dashboard "$CHART/files/dashboard.json" ||
    look dashboard "$CHART/files/dashboard.json"
}

prometheus_up() {
  sed "s|@RULES@|$RULES|; s|@CONTROLLER@|$CONTROLLER_METRICS|; s|@SIDECAR@|$SIDECAR_METRICS|" \
    "$HERE/prometheus.yaml" >"$WORLD_DIR/prometheus.yaml"
  start prometheus prometheus --config.file "$WORLD_DIR/prometheus.yaml" \
    --storage.tsdb.path "$WORLD_DIR/prometheus" --web.listen-address 127.0.0.1:9090
  up prometheus 20 answers "$PROMETHEUS/-/ready"
}

# Certificates that come, one of them without a name, one that the CA refuses, and issuers that are
# ready and not.
work() {
  local name
  kubectl create namespace "$NS" >/dev/null
  EXTRA="    rateLimits: {ordersPerAccount: {count: 100, period: 3h}}" issuer ca | apply
  issuer away https://away.example.com/dir | sed 's/kind: Issuer/kind: ClusterIssuer/' | apply
  certificate refused ca www.refused.example.com | apply
  EXTRA="  namesPolicy: AllowSubset" \
    certificate most ca most.example.com old.refused.example.com | apply
  wait_for_condition certificate/most Ready True 30
  for name in one two three; do
    certificate "$name" ca "$name.example.com" | apply
    wait_for_condition "certificate/$name" Ready True 30
    sleep "${PACE:-1}"
  done
  wait_until_it_says certificate/refused OrderFailed 30
  for name in nothing here; do
    answers --header "Host: $name.example.com" \
      "http://$SIDECAR_ADDRESS:8089/.well-known/acme-challenge/$name" || true
  done
}

# As after an answer of the CA that says so: what the controller then shows is its own doing.
limit_is_reached() {
  k patch certificate refused --subresource status --type merge --patch \
    "{\"status\":{\"failure\":{\"reason\":\"RateLimited\",\"nextTry\":\"$(date -u -d '+1 hour' +%FT%TZ)\"}}}"
}

well_formed() {
  for url in "http://$CONTROLLER_METRICS/metrics" "http://$SIDECAR_METRICS/metrics"; do
    curl --silent --fail "$url" | tee --append "$WORLD_DIR/metrics" | promtool check metrics
  done
}

started=$EPOCHREALTIME
bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
prometheus_up
say "test bed up in $(seconds_since "$started") s"
# Before the work: an increase is only seen of what was scraped before.
check "both programs are up" wait_for 10 "two targets" look up 2
work
check "the rules are well formed" promtool check rules "$RULES"
check "each alert fires when it should, and not else" promtool test rules "$HERE/alerts.yaml"
check "each alert has both cases, texts and a page" \
  look alerts "$HERE/alerts.yaml" "$SALLYPORT_ROOT/docs/alerts.md"
check "who fails is told, and nobody else" wait_for 20 "the alert" \
  look pending SallyportCertificateNotReady name=refused
check "a limit of the CA that is reached is told" limit_is_reached
check "its alert fires for that issuer" wait_for 20 "the alert" \
  look firing SallyportRateLimited issuer_name=ca
check "what is left of a limit is told" wait_for 10 "less than all" look none \
  'absent(sallyport_issuer_limit_left{issuer_name="ca",limit="ordersPerAccount"} < 100 > 80)'
check "the metrics are well formed" well_formed
check "each metric is in docs/monitoring.md, and the other way round" \
  look metrics "$WORLD_DIR/metrics" "$SALLYPORT_ROOT/docs/monitoring.md"
check "each query of the dashboard finds something" queries_are_answered
check "a certificate that is deleted leaves no series" k delete certificate one
check "not even one" wait_for 10 "none" look none 'sallyport_certificate_ready_status{name="one"}'
if [[ ${1:-} ]]; then
  python3 "$HERE/draw.py" "$CHART/files/dashboard.json" "${PICTURE_SECONDS:-60}" >"$1"
fi
say "monitoring: $PASSED passed, $FAILED failed"
((FAILED == 0 && PASSED > 0))
