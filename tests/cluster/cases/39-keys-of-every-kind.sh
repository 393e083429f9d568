# A large RSA key is made while other certificates are issued; a CA that takes no Ed25519 is quoted.
issuer ca | apply
wait_for_condition issuer/ca Ready True 20
EXTRA="  privateKey: {algorithm: RSA, size: 4096}" certificate rsa ca rsa.example.com | apply
EXTRA="  privateKey: {algorithm: Ed25519}" certificate ed ca ed.example.com | apply
certificate quick ca quick.example.com | apply
wait_for_condition certificate/quick Ready True 30
wait_until_it_says certificate/ed "set spec.privateKey.algorithm to ECDSA" 30
has_condition certificate/ed Stalled True || fail "it is not Stalled"
described certificate/ed KeyRefused
wait_for_condition certificate/rsa Ready True 90
secret_file rsa-tls tls.crt "$WORLD_DIR/rsa.crt"
openssl x509 -in "$WORLD_DIR/rsa.crt" -noout -text | finds 'Public-Key: (4096 bit)' || fail "another key"
k delete certificate ed >/dev/null # its pending key goes with it
