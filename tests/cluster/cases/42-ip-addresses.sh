# Certificates for IP addresses (RFC 8738), of both families. The IPv6 one leads to the ingress by a
# forwarder, since that listens on IPv4 only.
ip address add fd77::5/128 dev lo
python3 "$BED/forward.py" fd77::5 80 "$INGRESS_ADDRESS" 80 &
forwarder=$!
trap 'kill $forwarder' EXIT

issuer ca | apply
EXTRA="  ipAddresses: [$INGRESS_ADDRESS, \"fd77:0:0::5\"]" certificate web ca ip.example.com | apply
wait_for_condition certificate/web Ready True 30
secret_file web-tls tls.crt "$WORLD_DIR/ip.crt"
openssl x509 -in "$WORLD_DIR/ip.crt" -noout -checkip "$INGRESS_ADDRESS" | grep -q 'does match' || fail "no IPv4 address"
openssl x509 -in "$WORLD_DIR/ip.crt" -noout -checkip fd77::5 | grep -q 'does match' || fail "no IPv6 address"
EXTRA="  ipAddresses: [$INGRESS_ADDRESS]" certificate alone ca | apply
wait_for_condition certificate/alone Ready True 30
orders=$(orders_made)
sleep 2
(($(orders_made) == orders)) || fail "it is ordered again"
