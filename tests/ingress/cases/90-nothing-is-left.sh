# With the Certificate goes what leads to us, and the application stays.
site "$HOST"
issuer_of_kind
challenge_route "$HOST"
issued web "$HOST"
uid=$(field certificate/web .metadata.uid)
ours() {
  kubectl get ingresses,challenges --namespace "$SYSTEM" --selector app.kubernetes.io/managed-by=sallyport \
    --output yaml | grep -e "$uid" -e "$HOST" || true
}
leads_to_sidecar() {
  curl --silent --head --max-time 2 "http://$HOST/.well-known/acme-challenge/x" |
    grep -i '^cache-control: no-store' >/dev/null
}
leads_elsewhere() { ! leads_to_sidecar; }
leads_to_sidecar || fail "the path leads elsewhere while the Certificate is there"
k delete certificate web >/dev/null
is_left_alone() { [[ ! $(ours) ]]; }
wait_for 30 "all of ours to go" is_left_alone || fail "left: $(ours)"
if [[ $KIND != by-hand ]]; then wait_for 20 "the path to lead elsewhere" leads_elsewhere; fi
is_open "$HOST" || fail "the site does not answer"
