# Skipper, without TLS of its own: it redirects by what a balancer before it says of a request. Only
# an Ingress of ours that is exempted from that is reached.
EDGE_ADDRESS=10.77.0.9

ingress_version() {
  awk '/^require github.com.zalando/ { print "Skipper " $3 }' "$BED/tools/skipper/go.mod"
}

redirect_to_https() {
  cat >"$WORLD_DIR/nginx.conf" <<END
events {}
http {
  access_log off;
$(printf "  %s_temp_path $WORLD_DIR/nginx;\n" client_body proxy fastcgi uwsgi scgi)
  server {
    listen $EDGE_ADDRESS:80;
    location / {
      proxy_pass http://$INGRESS_ADDRESS:80;
      proxy_set_header Host \$host;
      proxy_set_header X-Forwarded-Proto http;
    }
  }
}
END
  start nginx "$TOOLS_BIN/nginx" -e stderr -c "$WORLD_DIR/nginx.conf" \
    -g "daemon off; error_log stderr; user root root; pid $WORLD_DIR/nginx.pid;"
  up nginx 10 answers "http://$EDGE_ADDRESS/" --header "Host: $1"
  dns_leads "$1" "$EDGE_ADDRESS"
  as_the_page_says restart_ingress -kubernetes-https-redirect=true
}
listen_on_ipv6() { as_the_page_says new_ingress "-address=[$INGRESS_ADDRESS_6]:80"; }
take_proxy_protocol() {
  as_the_page_says new_ingress -enable-proxy-protocol "-proxy-allow-cidrs=$BALANCER_ADDRESS/32"
}
