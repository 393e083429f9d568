# HTTPRoutes on a Gateway; that of the challenge path is the product's own.
source "$INGRESS_TESTS/gateway.sh"

issuer_of_kind() { issuer_of_page "By HTTPRoute"; }
challenge_route() { :; }
