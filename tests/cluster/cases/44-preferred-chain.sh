# Behaviours: F7
# Of the chains that the CA offers, the Issuer's is taken; its default, with a warning, if there is none.
root() { curl --silent --fail --cacert "$WORLD_DIR/pki/acme.crt" "https://$CA_HOST:15000/roots/$1"; }
root_name() { root "$1" | openssl x509 -noout -subject -nameopt multiline | sed -n 's/ *commonName *= //p'; }
leads_to() {
  root "$1" >"$WORLD_DIR/root.pem"
  secret_file web-tls tls.crt "$WORLD_DIR/chain.pem"
  openssl verify -CAfile "$WORLD_DIR/root.pem" -untrusted "$WORLD_DIR/chain.pem" "$WORLD_DIR/chain.pem"
}

EXTRA="    preferredChain: $(root_name 1)" issuer ca | apply
certificate web ca chain.example.com | apply
wait_for_condition certificate/web Ready True 20
leads_to 1 || fail "it leads to another root"

EXTRA="    preferredChain: Nobody" issuer ca | apply
k annotate certificate web sallyport.dev/renew=1 >/dev/null
leads_to_default() { leads_to 0; }
wait_for 20 "the renewal" leads_to_default || fail "$(explanation certificate/web)"
warns() { k get events --output 'jsonpath={.items[*].message}' | finds 'no chain of the CA leads to an issuer named "Nobody"'; }
wait_for 10 "the warning" warns || fail "no Event warns"
described certificate/web ChainNotOffered
