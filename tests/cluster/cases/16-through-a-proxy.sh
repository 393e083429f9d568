# The CA is reached through a proxy alone, which knows where it is: a ClusterIssuer's by its name, a
# namespace's own by an address that was judged here. What is wrong with the proxy is told as its own.
PROXY=10.77.0.2:3128
PASSWORD=hidden-in-all-logs

# start_proxy PASSWORD: as the only one who finds the CA by its name.
start_proxy() {
  printf '%s %s\n' "$CA_ADDRESS" "$CA_HOST" >"$WORLD_DIR/proxy-hosts"
  printf '%s\n' "Port ${PROXY#*:}" "Listen ${PROXY%:*}" "BasicAuth sallyport $1" "LogLevel Connect" \
    >"$WORLD_DIR/tinyproxy.conf"
  # shellcheck disable=SC2016 # the inner shell puts in what it is given
  start tinyproxy unshare --mount bash -c \
    'mount --bind "$1" /etc/hosts && exec tinyproxy -d -c "$2"' bash \
    "$WORLD_DIR/proxy-hosts" "$WORLD_DIR/tinyproxy.conf"
  up tinyproxy 10 proxy_listens
}
proxy_listens() { (exec 3<>"/dev/tcp/${PROXY/://}") 2>/dev/null; }
# Those that it was asked to CONNECT to.
asked_of_proxy() { sed -n 's/.*Request (file descriptor [0-9]*): CONNECT \([^ ]*\) .*/\1/p' "$WORLD_DIR/log/tinyproxy.log" | sort -u; }

asked_for() {
  asked_of_proxy | finds -Fx "$1" || fail "the proxy was not asked for $1, but for $(asked_of_proxy)"
}

# ca_is_at ADDRESS...: for all but the proxy.
ca_is_at() {
  local list
  list=$(printf ',"%s"' "$@")
  dns clear-a "{\"host\":\"$CA_HOST.\"}"
  dns add-a "{\"host\":\"$CA_HOST.\",\"addresses\":[${list#,}]}"
}
cluster_issuer() { issuer "$@" | sed 's/kind: Issuer/kind: ClusterIssuer/' | kubectl apply --filename - >/dev/null; }
certificate_by_cluster_issuer() {
  EXTRA="  issuerRef: {kind: ClusterIssuer, name: $2}" certificate "$1" "$2" "$3" |
    sed '/^  issuerRef:$/,+1d' | apply
}
as_it_was() {
  ca_is_at "$CA_ADDRESS"
  # It waits for a renewal, with its next key.
  k delete certificate --ignore-not-found web >/dev/null
  kubectl delete clusterissuers.sallyport.dev --ignore-not-found outside direct >/dev/null
  if [[ -e $WORLD_DIR/pid/tinyproxy ]] && is_running tinyproxy; then signal tinyproxy KILL; fi
  # The other cases start one without a proxy.
  if is_running controller; then kill_controller; fi
}
trap as_it_was EXIT

say "-- without a proxy there is no way to the CA"
ca_is_at 10.77.0.9
cluster_issuer direct
wait_until_it_says clusterissuers.sallyport.dev/direct "at 10.77.0.9" 20

say "-- what is none is refused, without a word of it"
! HTTPS_PROXY=socks5://sallyport:$PASSWORD@$PROXY "$PROGRAMS/sallyport-controller" --system-namespace "$SYSTEM" \
  >"$WORLD_DIR/refused.log" 2>&1 || fail "it runs"
grep -q "HTTPS_PROXY must be http://host:port" "$WORLD_DIR/refused.log" || fail "$(<"$WORLD_DIR/refused.log")"
! grep -q "$PASSWORD" "$WORLD_DIR/refused.log" || fail "the password is in it"

say "-- through the proxy"
start_proxy "$PASSWORD"
kill_controller
HTTPS_PROXY=http://sallyport:$PASSWORD@$PROXY start_controller
grep -q "event=CasAskedThroughProxy proxy=$PROXY" "$WORLD_DIR/log/controller.log" || fail "it does not say so"
cluster_issuer outside
wait_for_condition clusterissuers.sallyport.dev/outside Ready True 20
certificate_by_cluster_issuer web outside proxied.example.com
wait_for_condition certificate/web Ready True 30
asked_for "$CA_HOST:14000"

say "-- a namespace's own Issuer: what the proxy knows does not count"
issuer own | apply
wait_until_it_says issuer/own "the proxy $PROXY answered CONNECT 10.77.0.9:14000 with 500" 20
[[ $(reason_of issuer/own) == CaUnreachable ]] || fail "$(explanation issuer/own)"
issuer inside https://169.254.169.254/dir | apply
wait_until_it_says issuer/inside ServerNotAllowed 20
dns add-a '{"host":"hidden.example.net.","addresses":["169.254.169.254"]}'
issuer hidden https://hidden.example.net/dir | apply
wait_until_it_says issuer/hidden ServerNotAllowed 20
ca_is_at 10.77.0.9 "$CA_ADDRESS"
k annotate issuer/own sallyport.dev/renew=1 >/dev/null
wait_for_condition issuer/own Ready True 30
asked_for "$CA_ADDRESS:14000"
asked_for 10.77.0.9:14000
# Of other cases there may be Issuers, but all are of the CA's host.
others=$(asked_of_proxy | grep --invert-match --extended-regexp \
  "^($CA_HOST|$CA_ADDRESS|10[.]77[.]0[.]9):[0-9]+$" || true)
[[ ! $others ]] || fail "asked of the proxy: $others"

say "-- what is wrong with the proxy"
ended tinyproxy KILL
start_proxy another-password
k annotate certificate/web sallyport.dev/renew=1 >/dev/null
wait_until_it_says certificate/web \
  "the proxy $PROXY answered CONNECT $CA_HOST:14000 with 401: it does not take the user and the password" 30
ended tinyproxy KILL
k annotate certificate/web sallyport.dev/renew=2 --overwrite >/dev/null
wait_until_it_says certificate/web "the proxy $PROXY: connection refused" 60
[[ $(reason_of certificate/web Issuing) == CaUnreachable ]] || fail "$(explanation certificate/web)"

! grep -q "$PASSWORD" "$WORLD_DIR/log/controller.log" || fail "the password is in the log"
! kubectl get events,certificates,issuers,clusterissuers --all-namespaces --output yaml | grep "$PASSWORD" ||
  fail "the password is in the cluster"
