# HTTPRoutes on a Gateway; that of the challenge path is the product's own.
source "$INGRESS_TESTS/gateway.sh"
solver() { printf '{gatewayHTTPRoute: {parentRefs: [{name: public, namespace: gateway}]}}'; }
challenge_route() { :; }
