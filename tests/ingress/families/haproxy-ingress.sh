# haproxy-ingress, with Debian's HAProxy, which goes on by itself when its controller is killed.

# Of the world alone. It takes no path with a dot, as $WORLD_DIR has one.
HAPROXY_FILES=/mnt
ingress_version() {
  local module=$BED/tools/haproxy-ingress/go.mod
  say "haproxy-ingress $(awk '/^require github.com.jcmoraisjr/ { print $3 }' "$module")," \
    "$(haproxy -v | awk '/^HAProxy version/ { print "HAProxy " $3 }')"
}
data_plane() { pgrep --exact haproxy; } # of the world

# start_haproxy-ingress SETTING=VALUE...: of its ConfigMap; on $LISTENS, or else on $INGRESS_ADDRESS.
start_haproxy-ingress() {
  ingress_account haproxy-ingress
  settings_are bind-ip-addr-http="${LISTENS:-$INGRESS_ADDRESS}" bind-ip-addr-healthz=127.0.0.1 \
    bind-ip-addr-stats=127.0.0.1 "$@"
  mount -t tmpfs haproxy "$HAPROXY_FILES"
  mkdir -p "$HAPROXY_FILES"/etc/haproxy/lua "$HAPROXY_FILES"/var/lib/haproxy
  cp "$HAPROXY_INGRESS"/rootfs/etc/lua/* "$HAPROXY_FILES/etc/haproxy/lua"
  POD_NAMESPACE=haproxy-ingress start haproxy-ingress \
    env --chdir "$HAPROXY_INGRESS" "$TOOLS_BIN/haproxy-ingress" \
    --kubeconfig "$WORLD_DIR/haproxy-ingress.kubeconfig" --local-filesystem-prefix "$HAPROXY_FILES" \
    --update-status=false --configmap haproxy-ingress/haproxy-ingress --wait-before-update 100ms \
    --rate-limit-update 10
}
settings_are() {
  kubectl create configmap --namespace haproxy-ingress haproxy-ingress --dry-run=client --output yaml \
    "${@/#/--from-literal=}" | kubectl apply --filename - >/dev/null
}

end_ingress() {
  ended haproxy-ingress KILL
  data_plane | xargs kill -KILL || true # one may end with another
  wait_for 10 "the end of HAProxy" has_no_data_plane
  umount "$HAPROXY_FILES"
}

has_no_data_plane() { ! data_plane; }

redirect_to_https() {
  local setting='haproxy-ingress.github.io/ssl-redirect: "true"'
  as_the_page_says true "$setting"
  SITE_TLS=site-tls SITE_ANNOTATIONS=$setting route_site site "$1"
}
listen_on_ipv6() {
  as_the_page_says true "bind-ip-addr-http=$INGRESS_ADDRESS_6"
  LISTENS=$INGRESS_ADDRESS_6 new_ingress
}
take_proxy_protocol() { as_the_page_says new_ingress use-proxy-protocol=true; }
