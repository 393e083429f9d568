# Two Certificates name one Secret: the first to write it has it, the other is told so.
issuer ca | apply
certificate web ca first.example.com | apply
wait_for_condition certificate/web Ready True 20
certificate other ca second.example.com | sed 's/other-tls/web-tls/' | apply
wait_until_it_says certificate/other SecretNotOurs 15
says certificate/other "Certificate web" || fail "the owner is not named: $(explanation certificate/other)"
described certificate/other another-Certificates-Secret
expect_good_secret web-tls first.example.com

# Both at once: one of them gets it, whole, and no loop of orders follows.
certificate left ca left.example.com | sed 's/left-tls/both-tls/' >"$WORLD_DIR/left.yaml"
certificate right ca right.example.com | sed 's/right-tls/both-tls/' >"$WORLD_DIR/right.yaml"
k apply --filename "$WORLD_DIR/left.yaml" --filename "$WORLD_DIR/right.yaml" >/dev/null
one_is_ready() { [[ $(condition certificate/left Ready)$(condition certificate/right Ready) == *True* ]]; }
one_is_refused() { says certificate/left SecretNotOurs || says certificate/right SecretNotOurs; }
wait_for 20 "one of the two to be Ready" one_is_ready ||
  fail "$(explanation certificate/left) $(explanation certificate/right)"
wait_for 20 "the other to be told" one_is_refused ||
  fail "$(explanation certificate/left) $(explanation certificate/right)"
orders=$(orders_made)
sleep 3
[[ $(orders_made) == "$orders" ]] || fail "orders go on being made"
