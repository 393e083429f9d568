# The application's route is replaced by another one of the same host: certificates are renewed
# before, between and after, when the host has no route but ours.
site "$HOST"
challenge_route "$HOST"
issuer_of_kind
issued web "$HOST"

unroute_site site
wait_for 20 "the application to have no route" is_closed "$HOST"
renewed web

route_site another "$HOST"
wait_for 20 "the application's other route" is_open "$HOST"
renewed web
is_open "$HOST" || fail "the site does not answer"
