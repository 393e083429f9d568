# Behaviours: O16
# One of three names is on the CA's blocklist: with namesPolicy AllowSubset the others get their
# certificate, kubectl shows which is missing and why, and a restart or time asks for nothing anew.
issuer ca | apply
orders=$(orders_made)
EXTRA="  namesPolicy: AllowSubset" \
  certificate web ca subset-one.example.com old.refused.example.com subset-two.example.com | apply
wait_for_condition certificate/web Ready True 20
expect_good_secret web-tls subset-one.example.com subset-two.example.com
[[ $(orders_made) == $((orders + 1)) ]] || fail "it took $(($(orders_made) - orders)) orders"

k get certificate web | tee "$WORLD_DIR/seen"
grep --quiet ' IssuedForSubset ' "$WORLD_DIR/seen" || fail "kubectl get does not tell"
k describe certificate web >"$WORLD_DIR/seen"
grep 'without old.refused.example.com (rejectedIdentifier: ' "$WORLD_DIR/seen" ||
  fail "kubectl describe does not tell"
[[ $(field certificate/web '.status.refusedNames[*].name') == old.refused.example.com ]] ||
  fail "status.refusedNames: $(field certificate/web .status.refusedNames)"
left_out() { k get events | grep --count 'NamesLeftOut.*old.refused.example.com' || true; }
event_is_there() { (($(left_out) == 1)); }
wait_for 10 "one event" event_is_there || fail "events: $(left_out)"
described certificate/web IssuedForSubset

serial=$(serial_of web-tls)
restart_controller
k label certificate/web team=shop >/dev/null
sleep 2
[[ $(serial_of web-tls) == "$serial" ]] || fail "it was made anew"
has_condition certificate/web Ready True || fail "it is not Ready any more"

# A renewal by hand asks for all names again, in vain, and ends in the same.
k annotate certificate/web sallyport.dev/renew=please >/dev/null
has_served() { [[ $(field certificate/web .status.renewRequest) == please ]]; }
wait_for 20 "the renewal" has_served || fail "$(explanation certificate/web)"
[[ $(serial_of web-tls) != "$serial" ]] || fail "the certificate is the old one"
expect_good_secret web-tls subset-one.example.com subset-two.example.com
has_condition certificate/web Ready True || fail "it is not Ready any more"

# All of them are refused: a failure as ever.
EXTRA="  namesPolicy: AllowSubset" certificate none ca old.refused.example.com | apply
wait_until_it_says certificate/none OrderFailed 20
has_condition certificate/none Ready False || fail "it is Ready"
k delete certificate none >/dev/null # its pending key goes with it
