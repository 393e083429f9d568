# Traefik, whose usual flags are in tests/cluster/ingress.sh.
ingress_version() { "$TRAEFIK" version | awk '/^Version/ { print "Traefik " $2 }'; }
gateway_controller() { say traefik.io/gateway-controller; }
gateway_flags() { say --providers.kubernetesgateway; }

redirect_to_https() {
  restart_ingress --entrypoints.web.http.redirections.entrypoint.to=websecure \
    --entrypoints.web.http.redirections.entrypoint.scheme=https
}
take_proxy_protocol() {
  restart_ingress "--entrypoints.web.proxyprotocol.trustedips=$BALANCER_ADDRESS"
}
