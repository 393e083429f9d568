# Traefik, whose usual flags are in tests/cluster/ingress.sh.
ingress_version() { "$TRAEFIK" version | awk '/^Version/ { print "Traefik " $2 }'; }
gateway_controller() { say traefik.io/gateway-controller; }
gateway_flags() { as_the_page_says say --providers.kubernetesgateway; }

redirect_to_https() {
  as_the_page_says restart_ingress --entrypoints.web.http.redirections.entrypoint.to=websecure \
    --entrypoints.web.http.redirections.entrypoint.scheme=https \
    --entrypoints.websecure.http.tls=true
}
listen_on_ipv6() { as_the_page_says new_ingress "--entrypoints.web.address=[$INGRESS_ADDRESS_6]:80"; }
take_proxy_protocol() {
  as_the_page_says new_ingress "--entrypoints.web.proxyprotocol.trustedips=$BALANCER_ADDRESS"
}
