# Behaviours: F17
# rotationPolicy Never keeps the key at a renewal, and makes a new one when the spec asks for another.
key_of() { secret_file web-tls tls.key "$WORLD_DIR/kept.key" && sha256sum <"$WORLD_DIR/kept.key"; }
issuer ca | apply
EXTRA="  privateKey: {rotationPolicy: Never}" certificate web ca kept.example.com | apply
wait_for_condition certificate/web Ready True 20
key=$(key_of) serial=$(serial_of web-tls)

k annotate certificate web sallyport.dev/renew=1 >/dev/null
is_renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/web)"
[[ $(key_of) == "$key" ]] || fail "the key is another one"

orders=$(orders_made)
EXTRA="  privateKey: {rotationPolicy: Never, size: 384}" certificate web ca kept.example.com | apply
has_p384() { secret_file web-tls tls.crt "$WORLD_DIR/kept.crt" &&
  openssl x509 -in "$WORLD_DIR/kept.crt" -noout -text | finds 'ASN1 OID: secp384r1'; }
wait_for 20 "the larger key" has_p384 || fail "$(explanation certificate/web)"
wait_for_condition certificate/web Ready True 20
sleep 2
(($(orders_made) == orders + 1)) || fail "$(($(orders_made) - orders)) orders for one change"
