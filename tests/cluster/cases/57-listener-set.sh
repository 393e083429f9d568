# A name whose port 80 is a ListenerSet's. No controller of ListenerSets runs here: their statuses are
# written as theirs are, on the real kinds; the Gateway's controller leads the path by an HTTPRoute of
# the administrator's.
HOST=listener-set.example.com
listener_set() {
  kubectl apply --filename - >/dev/null <<END
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: own, namespace: $NS}
spec:
  parentRef: {name: public, namespace: gateway}
  listeners: [$1]
END
}
# status_of KIND NAMESPACE NAME JSON
status_of() {
  kubectl patch "$1" --namespace "$2" "$3" --subresource status --type merge --patch "{\"status\": $4}" >/dev/null
}
generation() { kubectl get "$1" --namespace "$2" "$3" --output 'jsonpath={.metadata.generation}'; }
# said KIND NAMESPACE NAME STATUS REASON: the condition Accepted of its generation now.
said() {
  printf '[{"type": "Accepted", "status": "%s", "reason": "%s", "message": "as a controller says", "observedGeneration": %s, "lastTransitionTime": "2026-11-30T12:00:00Z"}]' \
    "$4" "$5" "$(generation "$1" "$2" "$3")"
}
set_says() { status_of listenerset "$NS" own "{\"conditions\": $(said listenerset "$NS" own "$1" "$2")}"; }
route_of_ours() { kubectl get httproutes --namespace "$SYSTEM" --selector sallyport.dev/role=route --output name; }
is_routed() { [[ $(route_of_ours) ]]; }
route_says() {
  local name
  name=$(route_of_ours)
  name=${name#*/}
  status_of httproute "$SYSTEM" "$name" "{\"parents\": [{\"controllerName\": \"example.com/sets\",
    \"parentRef\": {\"group\": \"gateway.networking.k8s.io\", \"kind\": \"ListenerSet\", \"namespace\": \"$NS\", \"name\": \"own\", \"sectionName\": \"http\"},
    \"conditions\": $(said httproute "$SYSTEM" "$name" "$1" "$2")}]}"
}
by_hand() {
  kubectl apply --filename - >/dev/null <<END
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: by-hand, namespace: $SYSTEM}
spec:
  parentRefs: [{name: public, namespace: gateway, sectionName: web}]
  hostnames: ["$HOST"]
  rules:
    - matches: [{path: {type: PathPrefix, value: /.well-known/acme-challenge/}}]
      backendRefs: [{name: sallyport-sidecar, port: 80}]
END
}

install_gateway_api
trap end_gateway EXIT
start_gateway
by_hand
dns_leads "$HOST" "$GATEWAY_ADDRESS"
ROUTE='{gatewayHTTPRoute: {parentRefs: [{kind: ListenerSet, name: own}]}}' issuer ca | apply
wait_for_condition issuer/ca Ready True 15

say "-- that its Gateway does not take"
listener_set '{name: http, protocol: HTTP, port: 80}'
set_says False NotAllowed
certificate web ca "$HOST" | apply
wait_until_it_says certificate/web "NotAllowed (as a controller says): let the Gateway take ListenerSets of namespace $NS" 15
[[ $(reason_of certificate/web Issuing) == RouteNotAccepted ]] || fail "$(explanation certificate/web)"

say "-- whose listener takes the HTTPRoute"
set_says True Accepted
wait_for 60 "an HTTPRoute" is_routed
route_says True Accepted
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls "$HOST"
k delete certificate web >/dev/null
kubectl delete httproute --namespace "$SYSTEM" by-hand >/dev/null
k delete listenerset own >/dev/null
