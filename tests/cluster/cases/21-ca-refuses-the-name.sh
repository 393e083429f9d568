# The CA has the name on its blocklist: its words are in the message, with the time of the next try.
issuer ca | apply
certificate web ca www.refused.example.com | apply
wait_until_it_says certificate/web OrderFailed 20
says certificate/web www.refused.example.com || fail "the name is missing: $(explanation certificate/web)"
[[ $(field certificate/web .status.failure.nextTry) ]] || fail "the next try is not told"
has_condition certificate/web Ready False || fail "it is Ready"
is_gone secret/web-tls || fail "there is a Secret"
described certificate/web OrderFailed

# Nobody wants it any more: its pending key goes with it, see nothing-is-left.
k delete certificate web >/dev/null
