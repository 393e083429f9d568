# DF02: a tenant puts another's certificate, which everybody can read from a TLS handshake, into its
# own Secret and asks to have it revoked. Both have the account of one ClusterIssuer. Nothing is
# revoked but what was issued for that very Certificate.
source "$BED/tenant.sh"
HOST=victim2.example.com
make_tenant "$NS-evil"
cluster_issuer df02
shared_certificate web df02 "$HOST" | apply
wait_for_condition certificate/web Ready True 20
for name in web other; do shared_certificate "$name" df02 "$name.evil2.example.com" | tenant_applies; done
for name in web other; do in_tenant wait_for_condition "certificate/$name" Ready True 20; done

revocations() { ca_log_count 'POST /revoke-cert'; }
before=$(revocations)
served() { [[ $(in_tenant field certificate/web .status.revocation.request) == "$1" ]]; }
refused_for() { tenant get events --output 'jsonpath={.items[*].message}' | grep "$1" >/dev/null; }
asked=0
# asks_to_revoke REASON [PATCH]: what the Secret holds from the same moment on, by a merge patch.
asks_to_revoke() {
  local request="$1 $((++asked))"
  signal controller STOP
  if [[ ${2:-} ]]; then tenant patch secret web-tls --type merge --patch "$2" >/dev/null; fi
  tenant annotate certificate/web "sallyport.dev/revoke=$request" --overwrite >/dev/null
  signal controller CONT
  wait_for 30 "the request to be served" served "$request" || fail "$(in_tenant explanation certificate/web)"
}
expect_nothing_revoked() { # BY
  [[ $(revocations) == "$before" ]] || fail "$1: the CA was asked to revoke something"
  [[ -z $(in_tenant field certificate/web .status.revocation.serial) ]] || fail "$1: it says that it revoked"
  in_tenant wait_for_condition certificate/web Ready True 30
}
# of_secret SECRET FIELD, in base64
of_victim() { field secret/web-tls ".data.${1//./\\.}"; }
of_other() { in_tenant field secret/other-tls ".data.${1//./\\.}"; }
annotations_of() { # of the Secret on standard input, as JSON
  python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["metadata"]["annotations"]))'
}

say "-- the victim's public certificate beside one's own key"
for reason in superseded keyCompromise; do
  asks_to_revoke "$reason" "{\"data\":{\"tls.crt\":\"$(of_victim tls.crt)\"}}"
  expect_nothing_revoked "$reason"
done
wait_for 10 "the reason" refused_for "tls.key is not the key of tls.crt" || fail "$(tenant get events)"

say "-- with the victim's key and all that its Secret says, as if those had leaked"
said=$(k get secret web-tls --output json | annotations_of)
[[ $said == *sallyport.dev/seal* ]] || fail "the victim's Secret has no seal: $said"
asks_to_revoke superseded "{\"data\":{\"tls.crt\":\"$(of_victim tls.crt)\",\"tls.key\":\"$(of_victim tls.key)\"},
  \"metadata\":{\"annotations\":$said}}"
expect_nothing_revoked "the victim's whole Secret"
# `certificate` in it names the Certificate of the same name: "web".
wait_for 10 "the reason" refused_for "nothing shows that tls.crt was issued for this Certificate" ||
  fail "$(tenant get events)"

say "-- what was issued for another Certificate of one's own"
said=$(tenant get secret other-tls --output json | annotations_of | sed 's|"sallyport.dev/certificate": "other"|"sallyport.dev/certificate": "web"|')
asks_to_revoke cessationOfOperation "{\"data\":{\"tls.crt\":\"$(of_other tls.crt)\",\"tls.key\":\"$(of_other tls.key)\"},
  \"metadata\":{\"annotations\":$said}}"
expect_nothing_revoked "another Certificate's"

say "-- after a restart, with a seal of one's own making and the status written as well"
kill_controller
tenant patch secret web-tls --type merge --patch "{\"data\":{\"tls.crt\":\"$(of_victim tls.crt)\"},
  \"metadata\":{\"annotations\":{\"sallyport.dev/seal\":\"AAAA\"}}}" >/dev/null
tenant patch certificate web --subresource status --type merge \
  --patch '{"status":{"revocation":{"request":"","serial":""}}}' >/dev/null
tenant annotate certificate/web "sallyport.dev/revoke=superseded $((++asked))" --overwrite >/dev/null
start_controller
wait_for 30 "the request to be served" served "superseded $asked" || fail "$(in_tenant explanation certificate/web)"
expect_nothing_revoked "after a restart"

say "-- what is one's own"
own=$(in_tenant serial_of web-tls)
asks_to_revoke superseded
# Pebble refuses one nonce of twenty, and the request is made again.
requests=$(($(revocations) - before))
((requests >= 1 && requests <= 3)) || fail "$requests requests instead of one"
in_tenant wait_for_condition certificate/web Ready True 30
[[ $(in_tenant serial_of web-tls) != "$own" ]] || fail "the revoked one is still there"
wait_for_condition certificate/web Ready True 5

kubectl delete namespace "$TENANT_NS" --wait=false >/dev/null
kubectl delete clusterissuers.sallyport.dev df02 >/dev/null
