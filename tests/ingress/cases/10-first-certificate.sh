# A first certificate, while visitors of the same host come all the time.
site "$HOST"
challenge_route "$HOST"
issuer_of_kind
visitors_are_there "$HOST"
issued web "$HOST"
all_were_served
