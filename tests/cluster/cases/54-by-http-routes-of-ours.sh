# A name whose port 80 is a Gateway's, by HTTPRoutes that the controller writes. The Gateway API comes
# while it runs, and goes again.
routes() {
  kubectl get httproutes --namespace "$SYSTEM" --selector sallyport.dev/role=route \
    --output 'jsonpath={range .items[*]}{.spec.parentRefs[0].sectionName} {.spec.hostnames}{"\n"}{end}'
}
has_routes() { [[ $(routes) == "$1" ]]; }

ROUTE='{gatewayHTTPRoute: {parentRefs: [{name: public, namespace: gateway}]}}' issuer ca | apply
wait_for_condition issuer/ca Ready True 15

say "-- without the Gateway API it says what is missing"
certificate web ca gateway.example.com | apply
wait_until_it_says certificate/web "Gateway gateway/public does not exist" 15
[[ $(reason_of certificate/web Issuing) == RouteNotAccepted ]] || fail "$(explanation certificate/web)"
described certificate/web RouteNotAccepted

say "-- once it is there it goes on by itself"
install_gateway_api
trap end_gateway EXIT
start_gateway
dns_leads gateway.example.com "$GATEWAY_ADDRESS"
dns_leads shared.example.com "$GATEWAY_ADDRESS"
wait_for_condition certificate/web Ready True 90
expect_good_secret web-tls gateway.example.com
has_routes 'web ["gateway.example.com"]' || fail "the routes are: $(routes)"

say "-- a second Certificate shares the HTTPRoute, and a renewal writes none"
certificate other ca shared.example.com | apply
wait_for_condition certificate/other Ready True 30
has_routes 'web ["gateway.example.com","shared.example.com"]' || fail "the routes are: $(routes)"
mark=$(audit_mark)
renewed() { [[ $(serial_of web-tls) != "$before" ]]; }
before=$(serial_of web-tls)
k annotate certificate web sallyport.dev/renew=today >/dev/null
wait_for 30 "the renewal" renewed
writes=$(tail -c "+$((mark + 1))" "$AUDIT_LOG" | grep -c '"resource":"httproutes".*"verb":"patch"' || true)
[[ $writes == 0 ]] || fail "$writes writes of HTTPRoutes in a renewal"

say "-- what the Gateway refuses is told in its words, with what to change"
kubectl patch gateway --namespace gateway public --type json --patch \
  '[{"op": "replace", "path": "/spec/listeners/0/allowedRoutes", "value": {"namespaces": {"from": "Same"}}}]' >/dev/null
certificate late ca late.example.com | apply
dns_leads late.example.com "$GATEWAY_ADDRESS"
wait_until_it_says certificate/late "let the listener take routes of namespace $SYSTEM" 30
k delete certificate late >/dev/null
kubectl patch gateway --namespace gateway public --type json --patch \
  '[{"op": "replace", "path": "/spec/listeners/0/allowedRoutes", "value": {"namespaces": {"from": "All"}}}]' >/dev/null

say "-- a host goes with its Certificate, and the HTTPRoute with the last"
k delete certificate other >/dev/null
wait_for 20 "the host to go" has_routes 'web ["gateway.example.com"]'
k delete certificate web >/dev/null
wait_for 20 "the HTTPRoute to go" has_routes ''
