# The name is not in DNS: the CA's answer is in the message. It heals once it is there and asked for.
dns set-servfail '{"host":"nowhere.example.com."}'
issuer ca | apply
certificate web ca nowhere.example.com | apply
wait_until_it_says certificate/web ChallengeFailed 30
says certificate/web nowhere.example.com || fail "the name is missing: $(explanation certificate/web)"
[[ $(field certificate/web .status.failure.nextTry) ]] || fail "the next try is not told"

dns clear-servfail '{"host":"nowhere.example.com."}'
k annotate certificate/web sallyport.dev/renew=now >/dev/null
wait_for_condition certificate/web Ready True 20
