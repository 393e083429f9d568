# The name leads to another server: the condition says which address answered what, nothing is asked
# of the CA however often it is looked at, and it goes on by itself once DNS is repaired.
# Behaviours: PF14, L10
start elsewhere python3 "$BED/web.py" 10.77.0.9 80
dns add-a '{"host":"elsewhere.example.com.","addresses":["10.77.0.9"]}'
issuer ca | apply
wait_for_condition issuer/ca Ready True 15
asked() { ca_log_count 'POST /order-plz'; } # accounts of other cases go on being looked up
before=$(asked)
certificate web ca elsewhere.example.com | apply
wait_until_it_says certificate/web PreflightFailed 20
says certificate/web "elsewhere.example.com: Wrong" || fail "the name is missing: $(explanation certificate/web)"
says certificate/web "10.77.0.9 answered" || fail "the address is missing: $(explanation certificate/web)"
described certificate/web name-leads-elsewhere

looks() {
  curl --silent "http://$CONTROLLER_METRICS/metrics" |
    awk '/^sallyport_preflights_total.*result="fails"/ { sum += $2 } END { print sum + 0 }'
}
seen=$(looks)
looked_thrice() { (($(looks) >= seen + 3)); }
wait_for 30 "three more looks" looked_thrice || fail "it is not looked at again"
[[ $(asked) == "$before" ]] || fail "the CA was asked for an order"
is_gone secret/web-tls || fail "there is a Secret"

# An address of two that is odd fails too, and is named.
dns clear-a '{"host":"elsewhere.example.com."}'
dns add-a "{\"host\":\"elsewhere.example.com.\",\"addresses\":[\"10.77.0.9\",\"$INGRESS_ADDRESS\"]}"
wait_until_it_says certificate/web "other addresses answer well ($INGRESS_ADDRESS)" 30

dns clear-a '{"host":"elsewhere.example.com."}'
wait_for_condition certificate/web Ready True 30
expect_good_secret web-tls elsewhere.example.com
signal elsewhere KILL
