# A namespace's own Issuer may not have the controller connect to what is inside, by address or name.
# Behaviours: T14
issuer loopback https://127.0.0.1:2379/dir | apply
wait_until_it_says issuer/loopback ServerNotAllowed 20
says issuer/loopback "127.0.0.1 is not a public address" || fail "$(explanation issuer/loopback)"
says issuer/loopback "--allow-private-addresses" || fail "it does not say what to do: $(explanation issuer/loopback)"
described issuer/loopback issuer-ServerNotAllowed

dns add-a '{"host":"inside.example.net.","addresses":["169.254.169.254"]}'
issuer named https://inside.example.net/dir | apply
wait_until_it_says issuer/named "169.254.169.254 is not a public address" 20

# A ClusterIssuer is the administrator's own: it is connected to.
issuer t14-inside https://127.0.0.1:2379/dir | sed 's/kind: Issuer/kind: ClusterIssuer/' |
  kubectl apply --filename - >/dev/null
wait_until_it_says clusterissuers.sallyport.dev/t14-inside CaUnreachable 20
kubectl delete clusterissuers.sallyport.dev t14-inside >/dev/null
