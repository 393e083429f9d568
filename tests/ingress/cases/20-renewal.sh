# Renewals, while visitors of the same host come all the time: no route is written for one.
site "$HOST"
challenge_route "$HOST"
issuer_of_kind
issued web "$HOST"
mark=$(audit_mark)
visitors_are_there "$HOST"
renewed web
renewed web
all_were_served
audit "$mark" list | grep -c patch
! audit "$mark" list | grep -E 'ingresses|httproutes' || fail "a renewal writes a route"
