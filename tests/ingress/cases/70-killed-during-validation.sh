# The ingress controller is killed while the CA's requests hang in it, and started again.
site "$HOST"
challenge_route "$HOST"
EXTRA='    preflight: "Off"' issuer_of_kind # else there would be no order
# It knows the route beforehand.
issued web "$HOST"
has_answers() { kubectl get challenges --namespace "$SYSTEM" --output yaml | grep -q "$HOST"; }
has_no_answers() { ! has_answers; }
wait_for 30 "the first answers to be removed" has_no_answers

validations() { ca_log_count "Attempting to validate w/ HTTP: http://$HOST"; }
seen=$(validations)
is_being_validated() { (($(validations) > seen)); }
orders=$(orders_made)
before=$(serial_of web-tls)
trap 'signal "$INGRESS" CONT' EXIT
signal "$INGRESS" STOP
k annotate certificate web sallyport.dev/renew=now >/dev/null
wait_for 20 "the answers" has_answers || fail "$(explanation certificate/web)"
wait_for 20 "the CA to validate" is_being_validated || fail "$(explanation certificate/web)"
[[ $(serial_of web-tls) == "$before" ]] || fail "it was renewed through a frozen ingress controller"
restart_ingress
trap - EXIT
wait_for 120 "the renewal" has_other_serial web "$before" || fail "$(explanation certificate/web)"
expect_at_most "orders" $(($(orders_made) - orders)) 2
is_open "$HOST" || fail "the site does not answer"
