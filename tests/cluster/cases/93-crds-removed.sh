# The CRDs are removed, and with them every Issuer and Certificate, while our programs run: they go on,
# and ask in moderation. Once they are applied again everything works within 30 s, and what the Secrets
# hold is taken over without an order.
requests() { tail -c "+$(($1 + 1))" "$AUDIT_LOG" | grep -c '"username":"system:serviceaccount:sallyport-system:' || true; }
lines() { cat "$WORLD_DIR"/log/{controller,sidecar}.log | wc -l; }
programs() { printf '%s ' "$(pid_of controller)" "$(pid_of sidecar)"; }
CRDS=$SALLYPORT_ROOT/manifests/crds.yaml
apply_all() {
  issuer ca | apply
  certificate web ca web.removed.example.com | apply
  certificate api ca api.removed.example.com | apply
}

apply_all
wait_for_condition certificate/web Ready True 20
wait_for_condition certificate/api Ready True 20
serials="$(serial_of web-tls) $(serial_of api-tls)"
orders=$(orders_made) before=$(programs)

kubectl delete --filename "$CRDS" --timeout 60s >/dev/null
mark=$(audit_mark) said=$(lines)
sleep 40 # by then they ask as seldom as they ever do
# Seven kinds, each about seven times; and the Lease.
expect_at_most "requests in 40 s without the CRDs" "$(requests "$mark")" 100
expect_at_most "lines of log about it" $(($(lines) - said)) 100
exists secret/web-tls || fail "the Secret is gone"

kubectl apply --server-side --filename "$CRDS" >/dev/null
kubectl wait --for condition=Established --timeout 20s --filename "$CRDS" >/dev/null
apply_all
wait_for_condition certificate/web Ready True 30
wait_for_condition certificate/api Ready True 5
[[ "$(serial_of web-tls) $(serial_of api-tls)" == "$serials" ]] || fail "the Secrets are others"
[[ $(orders_made) == "$orders" ]] || fail "orders were made for what was there"
certificate more ca more.removed.example.com | apply
wait_for_condition certificate/more Ready True 30
[[ $(programs) == "$before" ]] || fail "a program was started again"
{ is_running controller && is_running sidecar; } || fail "a program has ended"
