# A load balancer before the ingress controller, which tells by the PROXY protocol who asks.
site "$HOST"
start balancer python3 "$BED/forward.py" "$BALANCER_ADDRESS" 80 "$INGRESS_ADDRESS" 80 --proxy-protocol
dns_leads "$HOST" "$BALANCER_ADDRESS"
trap 'ended balancer KILL; restart_ingress' EXIT
sleep 1
! is_open "$HOST" || fail "the ingress controller takes it unasked: there is nothing to see here"

take_proxy_protocol
wait_for 20 "the application behind the balancer" is_open "$HOST"
challenge_route "$HOST"
issuer_of_kind
issued web "$HOST"
renewed web
