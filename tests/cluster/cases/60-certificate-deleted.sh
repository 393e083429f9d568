# Without the Certificate there is no route left; the Secret stays, as with cert-manager.
issuer ca | apply
certificate web ca deleted.example.com | apply
wait_for_condition certificate/web Ready True 20
routes() { kubectl get ingress --namespace "$SYSTEM" --output yaml; }
has_route() { routes | finds deleted.example.com; }
has_no_route() { ! has_route; }
has_route || fail "there is no Ingress of ours for the name"

k delete certificate web >/dev/null
wait_for 20 "the route to be removed" has_no_route || fail "$(routes)"
exists secret/web-tls || fail "the Secret is gone"
