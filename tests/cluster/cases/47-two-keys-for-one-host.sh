# Behaviours: F18
# An RSA and an ECDSA certificate of one host: a new host, and other names of it, go live for both
# or for neither.
pair() { # pair ISSUER-OF-THE-RSA-ONE HOST...: both, each naming the other
  certificate ecdsa ca "${@:2}"
  echo ---
  EXTRA="  privateKey: {algorithm: RSA}" certificate rsa "$@"
}
named() { sed 's/^  name: ecdsa$/&\n  annotations: {sallyport.dev\/activate-with: rsa}/
  s/^  name: rsa$/&\n  annotations: {sallyport.dev\/activate-with: ecdsa}/'; }
key_in() { secret_file "$1" tls.crt "$WORLD_DIR/$1.crt" && openssl x509 -in "$WORLD_DIR/$1.crt" -noout -text; }

orders=$(orders_made)
issuer ca | apply
wait_for_condition issuer/ca Ready True 20
pair late pair.example.com | named | apply
wait_until_it_says certificate/ecdsa WaitsForPartner 30
says certificate/ecdsa "Certificate rsa has none yet" || fail "$(explanation certificate/ecdsa)"
described certificate/ecdsa WaitsForPartner
is_gone secret/ecdsa-tls || fail "one of the two is live"

issuer late | apply
wait_for_condition certificate/ecdsa Ready True 30
wait_for_condition certificate/rsa Ready True 30
key_in ecdsa-tls | finds 'ASN1 OID: prime256v1' || fail "no ECDSA certificate"
key_in rsa-tls | finds 'Public-Key: (2048 bit)' || fail "no RSA certificate"
expect_good_secret rsa-tls pair.example.com
(($(orders_made) == orders + 2)) || fail "$(($(orders_made) - orders)) orders for two keys"

# Another name, first of one of them, then of both.
serial=$(serial_of ecdsa-tls)
certificate ecdsa ca pair.example.com also.pair.example.com | named | apply
wait_until_it_says certificate/ecdsa "Certificate rsa asks for other names" 30
[[ $(serial_of ecdsa-tls) == "$serial" ]] || fail "one of the two is live"
pair late pair.example.com also.pair.example.com | named | apply
have_more() {
  (expect_good_secret ecdsa-tls pair.example.com also.pair.example.com &&
    expect_good_secret rsa-tls pair.example.com also.pair.example.com) >/dev/null 2>&1
}
wait_for 30 "the second name in both" have_more ||
  fail "$(explanation certificate/ecdsa) $(explanation certificate/rsa)"

# A renewal waits for nobody.
k delete certificate rsa >/dev/null
serial=$(serial_of ecdsa-tls)
k annotate certificate ecdsa sallyport.dev/renew=1 >/dev/null
is_renewed() { [[ $(serial_of ecdsa-tls) != "$serial" ]]; }
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/ecdsa)"
