# Behaviours: L11
# The first CA goes down: its fallback issues, and once it is back, the next renewal is the first one's.
FIRST=https://$CA_HOST:14001/dir
first_answers() { answers --cacert "$WORLD_DIR/pki/acme.crt" "$FIRST"; }
start_first() {
  sed 's/:14000/:14001/; s/:15000/:15001/' "$WORLD_DIR/pebble.json" >"$WORLD_DIR/first.json"
  start first env PEBBLE_VA_NOSLEEP=1 PEBBLE_AUTHZREUSE=0 "$(tool pebble)" \
    -config "$WORLD_DIR/first.json" -dnsserver "$DNS_ADDRESS:53"
  up first 10 first_answers
}
FALLBACK='  fallbackIssuerRefs: [{name: second}]'
asked() { field certificate/web .status.issuerRef.name; }

start_first
issuer first "$FIRST" | apply
issuer second | apply
wait_for_condition issuer/first Ready True 15
wait_for_condition issuer/second Ready True 15
EXTRA=$FALLBACK certificate before first before.example.com | apply
wait_for_condition certificate/before Ready True 20
[[ $(field certificate/before .status.issuerRef.name) == first ]] || fail "asked was another one"

ended first KILL
EXTRA=$FALLBACK certificate web first moves.example.com | apply
wait_for_condition certificate/web Ready True 120
[[ $(asked) == second ]] || fail "asked was $(asked)"
expect_good_secret web-tls moves.example.com
[[ $(field secret/web-tls '.metadata.annotations.sallyport\.dev/issuer') == Issuer/second ]] ||
  fail "it is from $(field secret/web-tls .metadata.annotations)"

start_first        # with no memory of the account
restart_controller # which else would not ask it for a minute yet
serial=$(serial_of web-tls)
k annotate certificate web sallyport.dev/renew=back >/dev/null
is_the_firsts() { [[ $(serial_of web-tls) != "$serial" && $(asked) == first ]]; }
wait_for 120 "a renewal by the first" is_the_firsts || fail "asked was $(asked): $(explanation certificate/web)"
wait_for_condition certificate/web Ready True 20
ended first
