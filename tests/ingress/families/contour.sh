# Contour with its Envoy. For a Gateway's listener of port 80 Envoy listens on 8080, in a pod whose
# Service has port 80; here a forwarder has it.
ingress_version() {
  say "Contour $(awk '/^require github.com.projectcontour/ { print $3 }' "$BED/tools/contour/go.mod")," \
    "Envoy $("$ENVOY" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)"
}
data_plane() { pgrep --exact envoy; } # of the world
gateway_controller() { say projectcontour.io/gateway-controller; }
# What Contour wants in older versions than those of v1.6 is left out.
lines() { printf '%s\n' "$@"; }
gateway_flags() {
  as_the_page_says lines --disable-feature={backendtlspolicies,tcproutes,tlsroutes}
  say "--config-path=$WORLD_DIR/contour.yaml"
}

# start_contour FLAG...: on $LISTENS, or else on $INGRESS_ADDRESS.
start_contour() {
  local address=${LISTENS:-$INGRESS_ADDRESS}
  kubectl apply --server-side --filename "$CONTOUR/examples/contour/01-crds.yaml" >/dev/null
  ingress_account contour
  as_the_page_says say 'gateway: {gatewayRef: {namespace: gateway, name: public}}' >"$WORLD_DIR/contour.yaml"
  CONTOUR_NAMESPACE=contour start contour "$(tool contour)" serve --no-incluster \
    --kubeconfig "$WORLD_DIR/contour.kubeconfig" --insecure --xds-address 127.0.0.1 --xds-port 8001 \
    --disable-leader-election --ingress-class-name contour --http-address 127.0.0.1 \
    --health-address 127.0.0.1 --envoy-service-http-address "$address" \
    --envoy-service-http-port 80 --envoy-service-https-address "$address" \
    --envoy-service-https-port 443 --stats-address 127.0.0.1 "$@"
  up contour 30 answers http://127.0.0.1:8000/healthz
  contour bootstrap --xds-address 127.0.0.1 --xds-port 8001 --namespace contour \
    --admin-address "$WORLD_DIR/envoy.sock" "$WORLD_DIR/envoy.json" >>"$WORLD_DIR/log/contour.log" 2>&1
  # It would end with its parent, which a case's shell must not be.
  start envoy setsid --fork "$ENVOY" --config-path "$WORLD_DIR/envoy.json" --log-level warn --concurrency 2 \
    --service-cluster contour --service-node bed --base-id "$RANDOM"
  if [[ $* == *--config-path* ]]; then
    start envoy-port python3 "$BED/forward.py" "$address" 80 "$address" 8080
  fi
}

end_ingress() {
  ended contour KILL
  data_plane | xargs kill -KILL || true # one may end with another
  wait_for 10 "the end of Envoy" has_no_data_plane
  if [[ -e $WORLD_DIR/pid/envoy-port ]]; then ended envoy-port KILL; fi
}
has_no_data_plane() { ! data_plane; }

redirect_to_https() {
  local setting='ingress.kubernetes.io/force-ssl-redirect: "true"'
  make_site_secret "$1"
  as_the_page_says true "$setting"
  SITE_TLS=site-tls SITE_ANNOTATIONS=$setting route_site site "$1"
}
listen_on_ipv6() {
  as_the_page_says true --envoy-service-http{,s}-address="$INGRESS_ADDRESS_6"
  LISTENS=$INGRESS_ADDRESS_6 new_ingress
}
take_proxy_protocol() { as_the_page_says new_ingress --use-proxy-protocol; }
