# ./dev demo: what the two programs do, on a real control plane. Runs inside a world.
# DEMO_KEEP=1 leaves a shell at the end.
source "$(dirname "${BASH_SOURCE[0]}")/bed.sh"
source "$BED/expect.sh"
source "$BED/visitors.sh"

use_namespace shop
MISSED=0

indented() { sed 's/^/    /'; }

# show COMMAND...: the command as a user would type it, then its output.
show() {
  printf '  %s$ %s%s\n' "$BOLD" "$*" "$PLAIN"
  "$@" 2>&1 | indented
}

# bar WHAT VALUE LIMIT [UNIT]: a line of the summary; a missed one counts.
bar() {
  local mark="${GREEN}ok${PLAIN}"
  if ! awk -v value="$2" -v limit="$3" 'BEGIN { exit !(value <= limit) }'; then
    mark="${RED}MISSED${PLAIN}"
    MISSED=$((MISSED + 1))
  fi
  printf '  %-52s %8s %-3s (at most %s)  %s\n' "$1" "$2" "${4:-}" "$3" "$mark"
}

# follow ARG...: the timeline of the Certificate, while COMMAND and all that follows from it happens.
follow() {
  python3 "$BED/timeline.py" --log "$WORLD_DIR/log/controller.log" "$@" && return
  tail -n 20 "$WORLD_DIR/log/controller.log" | indented >&2
  die "the certificate did not become Ready: the end of the controller's log is above"
}

install() {
  title "1. Install: kubectl apply -f manifests/, and our two programs with the rights of that alone"
  apply_manifests >"$WORLD_DIR/log/manifests.log"
  show kubectl get crds --output name
  product_up
  say "  controller and sidecar are ready; the sidecar listens on port 8089, not on 80"
  sleep 1
  IDLE_CONTROLLER=$(own_memory_mb controller) IDLE_SIDECAR=$(own_memory_mb sidecar)
}

add_issuer() {
  title "2. An Issuer: the CA, and how its requests reach the sidecar"
  issuer ca >"$WORLD_DIR/issuer.yaml"
  sed -E 's/(caBundle: .{16}).*/\1.../' "$WORLD_DIR/issuer.yaml" | indented
  apply <"$WORLD_DIR/issuer.yaml"
  wait_for_condition issuer/ca Ready True 20
  show kubectl get issuer --namespace shop
}

issue() {
  title "3. A Certificate for $WEB_HOST, while visitors keep coming"
  certificate shop ca "$WEB_HOST" >"$WORLD_DIR/certificate.yaml"
  indented <"$WORLD_DIR/certificate.yaml"
  visitors_come "http://$WEB_HOST/"
  ISSUE_MARK=$(audit_mark)
  follow --seconds "$WORLD_DIR/issued" shop/shop \
    kubectl apply --namespace shop --filename "$WORLD_DIR/certificate.yaml"
  sleep 0.5
  ISSUE_EVENTS=$(events_since "$ISSUE_MARK")
  ISSUE_WRITES=$(($(writes_since "$ISSUE_MARK") + $(pending_since "$ISSUE_MARK")))
  ISSUE_REQUESTS=$(($(requests_since "$ISSUE_MARK") + $(pending_since "$ISSUE_MARK")))
  audit "$ISSUE_MARK" list >"$WORLD_DIR/issue-writes"
  audit "$ISSUE_MARK" reads >"$WORLD_DIR/issue-reads"
  show kubectl get certificate --namespace shop --output wide
}

show_secret() {
  title "4. The Secret"
  secret_file shop-tls tls.crt "$WORLD_DIR/tls.crt"
  ca_root >"$WORLD_DIR/root.pem"
  openssl x509 -in "$WORLD_DIR/tls.crt" -noout -subject -issuer -dates -ext subjectAltName | indented
  say "  the chain, by openssl against the CA's root:"
  openssl verify -CAfile "$WORLD_DIR/root.pem" -untrusted "$WORLD_DIR/tls.crt" "$WORLD_DIR/tls.crt" |
    indented
  expect_good_secret shop-tls "$WEB_HOST" >/dev/null
}

renew() {
  title "5. A renewal, because the user asks for it"
  local before
  before=$(serial_of shop-tls)
  RENEW_MARK=$(audit_mark)
  say "  ${BOLD}\$ kubectl annotate certificate shop --namespace shop sallyport.dev/renew=today$PLAIN"
  follow --renewal today --seconds "$WORLD_DIR/renewed" shop/shop \
    kubectl annotate certificate shop --namespace shop sallyport.dev/renew=today
  sleep 0.5
  RENEW_WRITES=$(($(writes_since "$RENEW_MARK") + $(pending_since "$RENEW_MARK")))
  RENEW_REQUESTS=$(($(requests_since "$RENEW_MARK") + $(pending_since "$RENEW_MARK")))
  say "  was $before, now $(serial_of shop-tls)"
  [[ $(serial_of shop-tls) != "$before" ]] || die "the certificate in the Secret is still the old one"
  expect_good_secret shop-tls "$WEB_HOST" >/dev/null
}

summary() {
  title "Summary"
  visitors_go
  printf '  %-52s %8s     (slowest %s ms)\n' "requests that the shop served meanwhile" "$SERVED" "$SLOWEST"
  bar "of them failed" "$FAILED" 0
  bar "pods created, changed or restarted by us" "$(audit 0 pods)" 0
  bar "from apply to Ready" "$(<"$WORLD_DIR/issued")" 3 s
  bar "renewal, from annotation to done" "$(<"$WORLD_DIR/renewed")" 3 s
  bar "API writes for the certificate" "$ISSUE_WRITES" 9
  bar "API writes for its renewal" "$RENEW_WRITES" 7
  bar "Events for the certificate" "$ISSUE_EVENTS" 1
  bar "all API requests for it, reads and Events included" "$ISSUE_REQUESTS" 12
  bar "and for its renewal" "$RENEW_REQUESTS" 9
  bar "requests refused by the API server for lack of rights" "$(audit 0 denied | grep -c . || true)" 0
  bar "memory of the controller, idle, without its files" "$IDLE_CONTROLLER" 8 MB
  bar "memory of the sidecar, idle, without its files" "$IDLE_SIDECAR" 4 MB
  printf '  %-52s %8s MB  (controller), %s MB (sidecar)\n' "and right after the two issuances" \
    "$(own_memory_mb controller)" "$(own_memory_mb sidecar)"
  printf '  %-52s %8s MB  (controller), %s MB (sidecar)\n' "with the pages of programs and libraries" \
    "$(memory_mb controller)" "$(memory_mb sidecar)"
  say "  the writes, from the API server's audit log; two more, counted already, come when the answers"
  say "  have been kept for 60 s: the deletes of the Challenge and of the pending key"
  indented <"$WORLD_DIR/issue-writes"
  say "  and the reads:"
  indented <"$WORLD_DIR/issue-reads"
}

title "0. A world of its own: etcd, kube-apiserver, controller-manager, a CA, DNS, an ingress, a shop"
begun=$EPOCHREALTIME
bed_up
say "  up in $(seconds_since "$begun") s; nothing outside of it is touched"
show curl --silent "http://$WEB_HOST/"

install
add_issuer
issue
show_secret
renew
summary

if [[ ${DEMO_KEEP:-} ]]; then
  title "The world is yours"
  source "$BED/prompt.sh"
fi
((MISSED == 0)) || die "$MISSED of the bars above were missed"
say ""
say "${GREEN}All bars were met.$PLAIN"
