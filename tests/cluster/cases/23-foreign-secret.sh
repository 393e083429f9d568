# A Secret of that name is there and not ours: it is not touched, and the message says what to do.
k create secret generic web-tls --from-literal=password=theirs >/dev/null
before=$(field secret/web-tls .metadata.resourceVersion)
orders=$(orders_made)
issuer ca | apply
certificate web ca foreign.example.com | apply
wait_until_it_says certificate/web SecretNotOurs 15
wait_for_condition issuer/ca Ready True 15
says certificate/web web-tls || fail "the Secret is not named: $(explanation certificate/web)"
described certificate/web SecretNotOurs
[[ $(field secret/web-tls .metadata.resourceVersion) == "$before" ]] || fail "the Secret was changed"
[[ $(orders_made) == "$orders" ]] || fail "an order was made for a Secret that may not be written"

# Secrets of others are not watched: it is looked at every half minute.
k delete secret web-tls >/dev/null
wait_for_condition certificate/web Ready True 45
expect_good_secret web-tls foreign.example.com
