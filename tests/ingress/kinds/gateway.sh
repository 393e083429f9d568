# HTTPRoutes on a Gateway; that of the challenge path is written by the product.
source "$INGRESS_TESTS/http_routes.sh"

issuer_of_kind() { issuer_of_page "By HTTPRoute"; }
challenge_route() { :; }
