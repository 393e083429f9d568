# Port 80 of the host leads to https, as most sites have it.
site "$HOST"
challenge_route "$HOST"
issuer_of_kind
leads_to_https() { [[ $(curl --silent --head --max-time 2 "http://$HOST/") == *ocation:\ https://$HOST* ]]; }

trap 'restart_ingress' EXIT
redirect_to_https "$HOST"
wait_for 20 "the redirect" leads_to_https
issued web "$HOST"
renewed web
leads_to_https || fail "the redirect is gone"
