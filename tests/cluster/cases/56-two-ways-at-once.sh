# A name by an Ingress and by a Gateway at once: it is issued and renewed wherever its DNS leads, to one,
# to the other, to both, and while it moves each second.
serial() { serial_of web-tls; }
renewed() { [[ $(serial) != "$before" ]]; }
renews() {
  before=$(serial)
  k annotate --overwrite certificate web "sallyport.dev/renew=$EPOCHREALTIME" >/dev/null
  wait_for 60 "the renewal: $1" renewed || fail "$(explanation certificate/web)"
  expect_good_secret web-tls "$HOST"
}
HOST=two-ways.example.com
# To the other one, each second.
moves() {
  while :; do
    dns_leads "$HOST" "$GATEWAY_ADDRESS"
    sleep 1
    dns_leads "$HOST" "$INGRESS_ADDRESS"
    sleep 1
  done
}
stop_moving() {
  if [[ $MOVER ]]; then kill "$MOVER" 2>/dev/null || true; fi
  MOVER=
}
MOVER=
# Of the Gateway, which is told by its status where it listens.
SAYS_WHERE=--providers.kubernetesgateway.statusaddress.ip=$GATEWAY_ADDRESS
astray() { grep -c "event=PreflightDoubtful.*Gateway gateway/public does not lead here: $GATEWAY_ADDRESS" "$WORLD_DIR/log/controller.log" || true; }
is_not_found() { [[ $(curl --silent --max-time 2 --noproxy '*' --output /dev/null --write-out '%{http_code}' "$1") == 404 ]]; }
ends() {
  stop_moving
  end_gateway
}

install_gateway_api
trap ends EXIT
start_gateway "$SAYS_WHERE"
ROUTE="{routes: [{ingress: {ingressClassName: $INGRESS}}, {gatewayHTTPRoute: {parentRefs: [{name: public, namespace: gateway}]}}]}" \
  issuer ca | apply
wait_for_condition issuer/ca Ready True 15

say "-- DNS leads to the Gateway"
dns_leads "$HOST" "$GATEWAY_ADDRESS"
certificate web ca "$HOST" | apply
wait_for_condition certificate/web Ready True 90

say "-- to the ingress controller"
dns_leads "$HOST" "$INGRESS_ADDRESS"
renews "to the ingress controller"

say "-- to both"
dns_leads "$HOST" "$INGRESS_ADDRESS" "$GATEWAY_ADDRESS"
renews "to both"

say "-- to one and the other, each second"
moves &
MOVER=$!
for _ in 1 2 3; do renews "while DNS moves"; done
stop_moving

told() { grep PreflightDoubtful "$WORLD_DIR/log/controller.log" || true; }
say "-- and to one of them, while the other does not answer"
ended gateway KILL
dns_leads "$HOST" "$INGRESS_ADDRESS"
renews "without the Gateway's controller"
[[ $(astray) == 0 ]] || fail "a Gateway that leads here, or may lack a hairpin, is told: $(told)"

say "-- or knows nothing of the name, which is told"
launch_traefik gateway "$GATEWAY_ADDRESS"
up gateway 30 is_not_found "http://$GATEWAY_ADDRESS/"
renews "with a Gateway that leads elsewhere"
[[ $(astray) != 0 ]] || fail "nobody says that the Gateway does not lead here: $(told)"
ended gateway KILL
launch_traefik gateway "$GATEWAY_ADDRESS" --providers.kubernetesgateway
k delete certificate web >/dev/null
