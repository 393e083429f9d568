# A Certificate names an Issuer that is not there yet; it becomes Ready when it appears.
certificate web later later.example.com | apply
wait_until_it_says certificate/web IssuerNotFound 15
has_condition certificate/web Ready False || fail "it is Ready without an issuer"
described certificate/web IssuerNotFound

issuer later | apply
wait_for_condition certificate/web Ready True 20
expect_good_secret web-tls later.example.com
