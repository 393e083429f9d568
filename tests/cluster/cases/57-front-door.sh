# Port 80 of a name leads to a sidecar alone, without an ingress controller: challenges are answered, all
# else is led to https, and a load balancer sees that it answers.
DOOR=10.77.0.11
HOST=front-door.example.com
# The Service's pods are those behind the door.
endpoints() {
  sed "s/$SIDECAR_ADDRESS/$DOOR/; s/port: 8089/port: 80/; s/^  name: .*/  name: sidecar-at-the-door/" \
    "$BED/manifests/sidecar-endpoints.yaml"
}
stop_door() {
  endpoints | kubectl delete --ignore-not-found --filename - >/dev/null
  if is_running door; then signal door KILL; fi
}
asked() { curl --silent --max-time 5 --output /dev/null --write-out '%{http_code} %{redirect_url}' "$@"; }
door_is() { [[ $(asked "http://$HOST/shop?item=1") == "308 https://$HOST/shop?item=1" ]]; }

trap stop_door EXIT
start door "$PROGRAMS/sallyport-sidecar" --kubeconfig "$WORLD_DIR/sallyport-sidecar.kubeconfig" \
  --system-namespace "$SYSTEM" --listen "$DOOR:80" --admin-listen "$DOOR:8090" \
  --metrics-listen "$DOOR:8091" --redirect-others=true --health-path=/up
endpoints | kubectl apply --filename - >/dev/null
dns_leads "$HOST" "$DOOR"
wait_for 10 "the redirect" door_is || fail "$(asked "http://$HOST/shop?item=1")"
[[ $(asked "http://$DOOR/up") == "200 " ]] || fail "it does not say that it answers"
[[ $(asked "http://$HOST/.well-known/acme-challenge/$(printf 'x%.0s' {1..40})") == "404 " ]] ||
  fail "an unknown token is not 404"

ROUTE='{none: {}}' issuer ca | apply
wait_for_condition issuer/ca Ready True 15
certificate web ca "$HOST" | apply
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls "$HOST"
k delete certificate web >/dev/null
