# What people do to a Secret of ours: what was changed of it is mended without an order, what others
# put there stays, and where it cannot be written the Certificate says so. See also
# tests/controller/secret_by_hand_test.cc.
meta() { field secret/web-tls ".metadata.$1.${2//./\\.}"; }
is_mended() {
  [[ $(meta labels team)$(meta annotations team) == shopshop && $(meta labels sallyport.dev/role) == certificate &&
  $(meta labels app.kubernetes.io/managed-by) == sallyport && $(meta annotations sallyport.dev/certificate) == web &&
  $(meta annotations sallyport.dev/issuer) == Issuer/ca && $(field secret/web-tls '.data.key\.der') ]]
}
# mended WHAT COMMAND...: after that.
mended() {
  local what=$1
  shift
  "$@" >/dev/null
  wait_for 10 "$what to be mended" is_mended || fail "$(k get secret web-tls --output yaml | grep -v tls.key)"
}
is_another() { [[ $(serial_of web-tls) != "$serial" ]]; }

issuer ca | apply
EXTRA='  secretTemplate: {labels: {team: shop}, annotations: {team: shop}}
  additionalOutputFormats: [{type: DER}]' certificate web ca by-hand.example.com | apply
wait_for_condition certificate/web Ready True 20
serial=$(serial_of web-tls) orders=$(orders_made)

mended "the template's label" k label secret web-tls --overwrite team=else
mended "the template's annotation" k annotate secret web-tls team-
mended "the labels" k label secret web-tls app.kubernetes.io/managed-by- sallyport.dev/role-
mended "the managed-by label" k label secret web-tls --overwrite app.kubernetes.io/managed-by=Helm
mended "the annotations" k annotate secret web-tls sallyport.dev/certificate- sallyport.dev/issuer-
mended "a form" k patch secret web-tls --patch '{"data":{"key.der":null}}'
mended "the status" k patch certificate web --subresource status --type merge --patch '{"status":null}'
k patch secret web-tls --patch '{"data":{"ca.crt":"dGhlaXJz"},"metadata":{"labels":{"their":"label"}}}' >/dev/null
sleep 2
wait_for_condition certificate/web Ready True 5
[[ $(serial_of web-tls) == "$serial" && $(orders_made) == "$orders" ]] || fail "it was ordered again"

say "-- immutable"
k patch secret web-tls --patch '{"immutable":true}' >/dev/null
k annotate certificate web sallyport.dev/renew=1 >/dev/null
wait_until_it_says certificate/web SecretImmutable 15
has_condition certificate/web Ready True || fail "$(explanation certificate/web)"
described certificate/web SecretImmutable
[[ $(orders_made) == "$orders" ]] || fail "an order was made for what cannot be written"
k delete secret web-tls >/dev/null
wait_for 20 "another certificate" is_another || fail "$(explanation certificate/web)"
wait_for_condition certificate/web Ready True 5

say "-- made by hand, of another type"
serial=$(serial_of web-tls)
k get secret web-tls --output json | python3 -c '
import json, sys
made = json.load(sys.stdin)
made["type"] = "Opaque"
made["data"]["ca.crt"] = "dGhlaXJz"
made["metadata"] = {key: made["metadata"][key] for key in ("name", "labels", "annotations")}
json.dump(made, sys.stdout)' >"$WORLD_DIR/by-hand.json"
ended controller # which would make one as soon as there is none
k replace --force --filename "$WORLD_DIR/by-hand.json" >/dev/null
start_controller
orders=$(orders_made)
k annotate certificate web --overwrite sallyport.dev/renew=2 >/dev/null
wait_for 20 "the renewal" is_another || fail "$(explanation certificate/web)"
is_mended || fail "$(k get secret web-tls --output yaml | grep -v tls.key)"
[[ $(field secret/web-tls .type) == Opaque && $(field secret/web-tls '.data.ca\.crt') == dGhlaXJz ]] ||
  fail "what others put there is gone"
wait_for_condition certificate/web Ready True 5
expect_at_most orders $(($(orders_made) - orders)) 1

say "-- a status of a backup, with a failure and an order that are not ours"
has_no_story() { [[ ! $(field certificate/web '.status.failure') && ! $(field certificate/web '.status.order') ]]; }
orders=$(orders_made)
k patch certificate web --subresource status --type merge --patch '{"status":{
  "failure":{"attempts":3,"reason":"OrderFailed","message":"then","at":"2026-01-01T00:00:00Z",
    "nextTry":"2026-01-01T01:00:00Z"},
  "order":{"url":"https://127.0.0.1/order/gone","account":"https://127.0.0.1/a/1","reason":"Expiring",
    "started":"2026-01-01T00:00:00Z"}}}' >/dev/null
wait_for 20 "its end" has_no_story || fail "$(k get certificate web --output yaml)"
wait_for_condition certificate/web Ready True 5
mark=$(audit_mark)
sleep 3
expect_at_most "writes" "$(writes_here_since "$mark")" 0
expect_at_most orders $(($(orders_made) - orders)) 0

say "-- cut down to its leaf"
serial=$(serial_of web-tls) orders=$(orders_made)
secret_file web-tls tls.crt "$WORLD_DIR/chain.pem"
leaf=$(openssl x509 -in "$WORLD_DIR/chain.pem" | base64 -w0)
k patch secret web-tls --patch "{\"data\":{\"tls.crt\":\"$leaf\"}}" >/dev/null
wait_for 20 "another certificate" is_another || fail "$(explanation certificate/web)"
expect_good_secret web-tls by-hand.example.com
wait_for_condition certificate/web Ready True 5
expect_at_most orders $(($(orders_made) - orders)) 1
