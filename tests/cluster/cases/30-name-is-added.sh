# A change of the spec that the certificate does not fulfil leads to a new one.
issuer ca | apply
certificate web ca spec.example.com | apply
wait_for_condition certificate/web Ready True 20

certificate web ca spec.example.com more.example.com | apply
has_more() { (expect_good_secret web-tls spec.example.com more.example.com) >/dev/null 2>&1; }
wait_for 20 "the second name" has_more || fail "$(explanation certificate/web)"
