# The ingress controller is killed while the CA's requests hang in it, and started again.
site "$HOST"
challenge_route "$HOST"
issuer_of_kind
# Else there would be no order.
kubectl patch clusterissuers.sallyport.dev "ca-of-$NS" --type merge \
  --patch '{"spec": {"acme": {"preflight": "Off"}}}' >/dev/null
# It knows the route beforehand.
issued web "$HOST"
has_answers() { kubectl get challenges --namespace "$SYSTEM" --output yaml | finds "$HOST"; }
has_no_answers() { ! has_answers; }
wait_for 30 "the first answers to be removed" has_no_answers

validations() { ca_log_count "Attempting to validate w/ HTTP: http://$HOST"; }
seen=$(validations)
is_being_validated() { (($(validations) > seen)); }
orders=$(orders_made)
before=$(serial_of web-tls)
data_plane | xargs kill -STOP
trap 'data_plane | xargs kill -CONT' EXIT
k annotate certificate web sallyport.dev/renew=now >/dev/null
wait_for 20 "the answers" has_answers || fail "$(explanation certificate/web)"
wait_for 20 "the CA to validate" is_being_validated || fail "$(explanation certificate/web)"
[[ $(serial_of web-tls) == "$before" ]] || fail "it was renewed through a frozen ingress controller"
restart_ingress
trap - EXIT
# The CA takes a connection that was reset for a no; who does not want to wait a minute asks again.
wait_until_it_says certificate/web ChallengeFailed 60
k annotate --overwrite certificate web sallyport.dev/renew=again >/dev/null
wait_for 60 "the renewal" has_other_serial web "$before" || fail "$(explanation certificate/web)"
expect_at_most "orders" $(($(orders_made) - orders)) 2
is_open "$HOST" || fail "the site does not answer"
