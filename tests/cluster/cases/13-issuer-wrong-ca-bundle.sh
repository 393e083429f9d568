# The CA's certificate is not of the bundle: nothing is sent, and the message speaks of it. The
# right bundle heals it.
issuer ca "$CA_DIRECTORY" "$WORLD_DIR/pki/kubernetes.crt" | apply
wait_until_it_says issuer/ca certificate 20
has_condition issuer/ca Ready False || fail "it is Ready"
described issuer/ca issuer-wrong-ca-bundle

issuer ca | apply
wait_for_condition issuer/ca Ready True 20
