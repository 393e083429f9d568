# Both programs are replaced, pod by pod, while the CA validates. The order ends well, it stays the
# only one, and visitors notice nothing.
source "$HERE/restarts.sh"
pods() { of_pods app.kubernetes.io/name=sallyport .metadata.name | sort; }

restart_ca 40
trap 'restart_ca; why' EXIT
issuer ca | apply
wait_for_condition issuer/ca Ready True "$LEADS_WITHIN"
orders=$(orders_made)
visitors_come "http://$WEB_HOST/" open
certificate web ca upgraded.example.com | apply
wait_for 20 "the validation" is_validating || fail "$(explanation certificate/web)"

before=$(pods)
release upgrade --set controller.podAnnotations.upgraded=yes --set sidecar.podAnnotations.upgraded=yes
[[ $(condition certificate/web Ready) != True ]] ||
  fail "the validation was over before the upgrade: this proves nothing, run it again"
all_are_new() { [[ -z $(comm -12 <(echo "$before") <(pods)) ]]; }
wait_for 20 "the old pods to go" all_are_new || fail "before: $before, now: $(pods)"

wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls upgraded.example.com
expect_at_most "orders" $(($(orders_made) - orders)) 1
visitors_go
restart_ca
trap why EXIT
