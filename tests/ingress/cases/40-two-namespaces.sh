# Two namespaces with a site each; the second one's has the first one's name in front.
site "$HOST"
challenge_route "$HOST"
issuer_of_kind
issued web "$HOST"

use_namespace "$NS-b"
kubectl create namespace "$NS" >/dev/null
site "b.$HOST"
challenge_route "b.$HOST"
issuer_of_kind
issued web "b.$HOST"
renewed web
use_namespace "${NS%-b}"
renewed web
is_open "$HOST" || fail "the first site does not answer"
