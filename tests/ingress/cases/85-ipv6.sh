# The name has an IPv6 address alone: visitors, our look and the CA come by IPv6.
site "$HOST"
ip address add "$INGRESS_ADDRESS_6/128" dev lo
by_four() { curl --ipv4 --silent --max-time 2 --output /dev/null "http://$HOST/"; }
back() {
  dns set-default-ipv4 "{\"ip\": \"$INGRESS_ADDRESS\"}"
  restart_ingress
  ip address del "$INGRESS_ADDRESS_6/128" dev lo
}
trap back EXIT
listen_on_ipv6
# Of a name that has none of its own.
dns set-default-ipv4 '{"ip": ""}'
dns add-aaaa "{\"host\":\"$HOST.\",\"addresses\":[\"$INGRESS_ADDRESS_6\"]}"
wait_for 60 "the application by IPv6" is_open "$HOST"
! by_four || fail "the name has an IPv4 address: there is nothing to see here"
challenge_route "$HOST"
issuer_of_kind
issued web "$HOST"
renewed web
