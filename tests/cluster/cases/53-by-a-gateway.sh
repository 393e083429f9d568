# A name whose port 80 is a Gateway's, by an HTTPRoute of the administrator's own. The Gateway API is
# installed while the controller runs, and removed again.
http_route() {
  kubectl apply --filename - >/dev/null <<END
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: acme-challenges, namespace: $SYSTEM}
spec:
  parentRefs: [{name: public, namespace: gateway, sectionName: web}]
  hostnames: ["$1"]
  rules:
    - matches: [{path: {type: PathPrefix, value: /.well-known/acme-challenge/}}]
      backendRefs: [{name: sallyport-sidecar, port: 80}]
END
}
is_accepted() {
  [[ $(kubectl get httproute --namespace "$SYSTEM" acme-challenges \
    --output 'jsonpath={.status.parents[*].conditions[?(@.type=="Accepted")].status}') == True ]]
}

install_gateway_api
trap end_gateway EXIT
start_gateway
dns_leads by-a-gateway.example.com "$GATEWAY_ADDRESS"
ROUTE='{none: {}}' issuer ca | apply
wait_for_condition issuer/ca Ready True 15

say "-- without a route the Gateway answers 404"
certificate web ca by-a-gateway.example.com | apply
wait_until_it_says certificate/web "$GATEWAY_ADDRESS" 15

say "-- with one it goes on by itself"
http_route by-a-gateway.example.com
wait_for 10 "the Gateway to take the route" is_accepted
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls by-a-gateway.example.com

say "-- and a renewal by the same route"
before=$(serial_of web-tls)
k annotate certificate web sallyport.dev/renew=today >/dev/null
is_renewed() { [[ $(serial_of web-tls) != "$before" ]]; }
wait_for 30 "the renewal" is_renewed
k delete certificate web >/dev/null
