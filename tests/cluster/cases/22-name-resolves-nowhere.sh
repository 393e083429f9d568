# The name is not in DNS: the CA is not even asked, and it heals by itself once the name is there.
dns set-servfail '{"host":"nowhere.example.com."}'
issuer ca | apply
wait_for_condition issuer/ca Ready True 15
orders=$(orders_made)
certificate web ca nowhere.example.com | apply
wait_until_it_says certificate/web PreflightFailed 30
says certificate/web "nowhere.example.com: DnsFailure" || fail "the name is missing: $(explanation certificate/web)"
has_condition certificate/web Stalled False || fail "it is Stalled, though nobody need do anything here"
described certificate/web PreflightFailed
[[ $(orders_made) == "$orders" ]] || fail "an order was made for a name that does not resolve"

dns clear-servfail '{"host":"nowhere.example.com."}'
wait_for_condition certificate/web Ready True 20
