# Somebody takes our labels off: the certificate stays in use, and is renewed in place.
issuer ca | apply
certificate web ca relabelled.example.com | apply
wait_for_condition certificate/web Ready True 20
serial=$(serial_of web-tls)
orders=$(orders_made)
k label secret web-tls app.kubernetes.io/managed-by=Helm --overwrite >/dev/null
kubectl label ingress --namespace "$SYSTEM" --all app.kubernetes.io/managed-by=Helm --overwrite >/dev/null

k annotate certificate web sallyport.dev/renew=1 >/dev/null
is_renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/web)"
sleep 2
(($(orders_made) == orders + 1)) || fail "$(($(orders_made) - orders)) orders for one renewal"
expect_good_secret web-tls relabelled.example.com
