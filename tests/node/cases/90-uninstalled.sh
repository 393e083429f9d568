# helm uninstall takes all pods away, and leaves certificates and their kinds.
issuer ca | apply
wait_for_condition issuer/ca Ready True "$LEADS_WITHIN"
certificate web ca uninstalled.example.com | apply
wait_for_condition certificate/web Ready True 30

# Later on their rights go before the pods do.
nothing_was_denied
helm uninstall sallyport --namespace "$SYSTEM" --wait --timeout 60s
no_pod_is_left() { [[ -z $(of_pods app.kubernetes.io/name=sallyport .metadata.name) ]]; }
wait_for 40 "the pods to go" no_pod_is_left || fail "$(of_pods app.kubernetes.io/name=sallyport .metadata.name)"
has_condition certificate/web Ready True || fail "the Certificate is gone or changed"
expect_good_secret web-tls uninstalled.example.com
