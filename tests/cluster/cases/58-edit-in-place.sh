# A name whose ingress controller knows one Ingress for each host: the challenge path is put into the
# user's own, by a controller that may do so, and taken out again exactly.
HOST=edited.example.com
EDITS=$SALLYPORT_ROOT/manifests/examples/edit-ingresses.yaml
back() {
  kubectl delete --ignore-not-found --filename "$EDITS" >/dev/null
  restart_controller
}
shop() {
  cat <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: $INGRESS
  rules:
    - host: $HOST
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    - host: other.$HOST
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
END
}
spec() { k get ingress shop --output 'jsonpath={.spec}'; }
paths_to_door() { spec | grep -o '"name":"sallyport-challenges"' | wc -l; }
is_edited() { [[ $(paths_to_door) == 1 ]]; }
is_as_before() { [[ $(spec) == "$before" ]]; }
door_leads_to() {
  [[ $(k get endpointslice sallyport-challenges-ipv4 --output 'jsonpath={.endpoints[*].addresses[0]}') == "$1" ]]
}
renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
door_is_gone() { ! k get services,endpointslices --output name | grep sallyport-challenges >/dev/null; }

say "-- a controller that may not says so"
ROUTE='{ingress: {name: shop}}' issuer ca | apply
wait_for_condition issuer/ca Ready True 15
shop | apply
before=$(spec)
certificate web ca "$HOST" | apply
wait_until_it_says certificate/web "start the controller with --edit-ingresses=true" 15
is_as_before || fail "it is edited: $(spec)"

say "-- one that may puts the path in, and nothing else"
trap back EXIT
kubectl apply --server-side --filename "$EDITS" >/dev/null
kill_controller
# Of all namespaces' Ingresses, by whomever.
ingress_watches() {
  kubectl get --raw /metrics |
    awk '/^apiserver_longrunning_requests{/ && /resource="ingresses"/ && /scope="cluster"/ && /verb="WATCH"/ { n += $2 } END { print n + 0 }'
}
sleep 1 # the server has seen that the controller is gone
watches=$(ingress_watches)
start_controller --edit-ingresses=true
wait_for_condition certificate/web Ready True 60
(($(ingress_watches) == watches + 1)) || fail "the controller watches Ingresses $(($(ingress_watches) - watches)) times"
expect_good_secret web-tls "$HOST"
is_edited || fail "$(spec)"
door_leads_to "$SIDECAR_ADDRESS" || fail "$(k get endpointslices --output yaml)"

say "-- a renewal writes none of it"
mark=$(audit_mark)
serial=$(serial_of web-tls)
k annotate certificate web sallyport.dev/renew=today >/dev/null
wait_for 30 "the renewal" renewed
! audit "$mark" list | grep -E 'ingresses|services|endpointslices' || fail "a renewal writes a route"

say "-- the door follows the sidecar's replicas"
kubectl patch --namespace "$SYSTEM" endpointslice sallyport-sidecar-bed --type json \
  --patch '[{"op": "add", "path": "/endpoints/-", "value": {"addresses": ["10.77.0.99"], "conditions": {"ready": true}}}]' >/dev/null
wait_for 15 "the door to have the new one" door_leads_to "$SIDECAR_ADDRESS 10.77.0.99"
kubectl patch --namespace "$SYSTEM" endpointslice sallyport-sidecar-bed --type json --patch '[{"op": "remove", "path": "/endpoints/1"}]' >/dev/null
wait_for 15 "the door to have one replica" door_leads_to "$SIDECAR_ADDRESS"

say "-- what a hand removes of the door comes back"
k delete endpointslice sallyport-challenges-ipv4 >/dev/null
wait_for 15 "the door to lead there again" door_leads_to "$SIDECAR_ADDRESS"

say "-- who applies a file anew takes the path out, and it comes back"
k replace --filename <(shop) >/dev/null
wait_for 60 "the path to come back" is_edited

say "-- with the Certificate all of it goes"
k delete certificate web >/dev/null
wait_for 20 "the Ingress to be as before" is_as_before || fail "$(spec)"
wait_for 20 "the door to go" door_is_gone || fail "$(k get services,endpointslices --output name)"
k delete ingress shop >/dev/null
