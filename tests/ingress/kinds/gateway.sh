# HTTPRoutes on a Gateway; that of the challenge path is written by the product.
source "$INGRESS_TESTS/http_routes.sh"

solver() { printf '{gatewayHTTPRoute: {parentRefs: [{name: public, namespace: gateway, sectionName: web}]}}'; }
challenge_route() { :; }
