# Something answers there, but it is no ACME directory.
issuer ca "https://$CA_HOST:15000/roots/0" | apply
wait_until_it_says issuer/ca NotAnAcmeServer 20
has_condition issuer/ca Ready False || fail "it is Ready"
says issuer/ca roots/0 || fail "the URL is not named: $(explanation issuer/ca)"
described issuer/ca issuer-NotAnAcmeServer
