# HTTPRoutes on a Gateway; that of the challenge path is the administrator's own.
source "$INGRESS_TESTS/gateway.sh"
solver() { printf '{none: {}}'; }
challenge_route() {
  http_routes "$SYSTEM" "challenges-of-$NS" /.well-known/acme-challenge/ \
    'backendRefs: [{name: sallyport-sidecar, port: 80}]' "$@"
}
