# Certificates for IP addresses (RFC 8738), of both families. The IPv6 one leads to the ingress by a
# forwarder, since that listens on IPv4 only. Their rule has no host, so a ClusterIssuer must allow it.
ip address add fd77::5/128 dev lo
python3 "$BED/forward.py" fd77::5 80 "$INGRESS_ADDRESS" 80 &
forwarder=$!
trap 'kill $forwarder' EXIT
by_cluster_issuer() { sed 's/^  issuerRef:$/  issuerRef: {kind: ClusterIssuer, name: addresses}/; /^    name: addresses$/d'; }

ROUTE="{ingress: {ingressClassName: $INGRESS, allowRuleWithoutHost: true}}" issuer addresses |
  sed 's/kind: Issuer/kind: ClusterIssuer/' | kubectl apply --filename - >/dev/null
EXTRA="  ipAddresses: [$INGRESS_ADDRESS, \"fd77:0:0::5\"]" certificate web addresses ip.example.com |
  by_cluster_issuer | apply
wait_for_condition certificate/web Ready True 30
secret_file web-tls tls.crt "$WORLD_DIR/ip.crt"
openssl x509 -in "$WORLD_DIR/ip.crt" -noout -checkip "$INGRESS_ADDRESS" | finds 'does match' || fail "no IPv4 address"
openssl x509 -in "$WORLD_DIR/ip.crt" -noout -checkip fd77::5 | finds 'does match' || fail "no IPv6 address"
EXTRA="  ipAddresses: [$INGRESS_ADDRESS]" certificate alone addresses | by_cluster_issuer | apply
wait_for_condition certificate/alone Ready True 30
orders=$(orders_made)
sleep 2
(($(orders_made) == orders)) || fail "it is ordered again"

say "-- an Issuer of a namespace puts no rule without host into the system namespace"
issuer ca | apply
EXTRA="  ipAddresses: [$INGRESS_ADDRESS]" certificate refused ca | apply
wait_until_it_says certificate/refused RouteNotAllowed 15
says certificate/refused "allowRuleWithoutHost: true" || fail "$(explanation certificate/refused)"
described certificate/refused RouteNotAllowed
uid=$(field certificate/refused .metadata.uid)
! kubectl get ingresses --namespace "$SYSTEM" --output name | grep "$uid" || fail "there is an Ingress"

k delete certificates --all >/dev/null
kubectl delete clusterissuers.sallyport.dev addresses >/dev/null
