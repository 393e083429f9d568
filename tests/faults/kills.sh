# Killed at each request of an issuance, to the API server and to the CA: before it is sent on, and when
# it was carried out but the answer is lost. After the next start the end is the one that there would
# have been: one certificate, at most one more order, nothing left behind. Needs bed.sh.

# reached WHICH K: the proxy has met the request.
reached() { tail -n "+$MARK" "$WORLD_DIR/log/$1-proxy.requests" | grep "^$2 .* drop_" >/dev/null; }
is_ready() { has_condition certificate/web Ready True; }
ends() { reached "$1" "$2" || is_ready; }

# killed_at WHICH K before|after: false when there is no such request.
killed_at() {
  local orders
  use_namespace "kill-$1-$2-$3"
  kubectl create namespace "$NS" >/dev/null
  issuer ca | apply
  wait_for_condition issuer/ca Ready True 20
  orders=$(orders_made)
  MARK=$(($(wc -l <"$WORLD_DIR/log/$1-proxy.requests") + 1))
  plan "$1" "{\"run\":\"$NS\",\"kill\":{\"at\":$2,\"when\":\"$3\"}}"
  certificate web ca "$NS.example.com" | apply
  wait_for 30 "request $2 to the $1" ends "$1" "$2" || fail "$(explanation certificate/web)"
  if ! reached "$1" "$2"; then
    calm
    return 1
  fi
  ended controller KILL
  calm
  start_controller
  wait_for_condition certificate/web Ready True 60
  expect_good_secret web-tls "$NS.example.com" >/dev/null
  (($(orders_made) - orders <= 2)) || fail "$NS: $(($(orders_made) - orders)) orders"
}

# killed_at_each WHICH
killed_at_each() {
  local when k=1 points=0
  while :; do
    for when in before after; do
      killed_at "$1" "$k" "$when" || break 2
      points=$((points + 1))
    done
    k=$((k + 1))
  done
  ((points >= 8)) || fail "only $points points were reached: does anything go through the proxy?"
  say "killed at $points points of the talk with the $1: each time one certificate, at most 2 orders"
}
