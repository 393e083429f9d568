# Behaviours: L8
# The CA allows two certificates for the domain. The third is not asked for: the status says which
# limit, and until when it waits; names of another domain go on.
EXTRA='    rateLimits:
      certificatesPerRegisteredDomain: {count: 2, period: 1h}' issuer ca | apply
wait_for_condition issuer/ca Ready True 15
for name in one two; do
  certificate "$name" ca "$name.limited.example.org" | apply
  wait_for_condition "certificate/$name" Ready True 20
done
orders=$(orders_made)
certificate three ca three.limited.example.org | apply
wait_until_it_says certificate/three RateLimited 20
says certificate/three "2 certificates per 1 h for example.org" || fail "$(explanation certificate/three)"
says certificate/three "tried again at" || fail "$(explanation certificate/three)"
described certificate/three RateLimited
certificate other ca other.limited.example.net | apply
wait_for_condition certificate/other Ready True 20
expect_at_most "orders" $(($(orders_made) - orders)) 1

# A renewal of the same names does not count.
before=$(serial_of one-tls)
k annotate certificate one sallyport.dev/renew=now >/dev/null
is_renewed() { [[ $(serial_of one-tls) != "$before" ]]; }
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/one)"
k delete certificate three >/dev/null
