# The key that signs the tokens of ServiceAccounts is replaced, so that all older tokens are worth
# nothing. The kubelet writes new ones into the pods; the programs go on with those, unrestarted.
source "$HERE/restarts.sh"
started_at() { of_pods app.kubernetes.io/name=sallyport '.metadata.name}{.status.containerStatuses[0].state.running.startedAt'; }
token_in_pod() { cat "/proc/$(pgrep --oldest "$1")/root/var/run/secrets/kubernetes.io/serviceaccount/token"; }
has_new_token() { [[ $(token_in_pod "$1") != "$2" ]]; }

# An API server that starts refuses what it may later allow, until it has read its roles: so what was
# refused is looked at before it restarts, and counted anew once all goes on.
nothing_was_denied

before=$(started_at)
controller_token=$(token_in_pod sallyport-contr)
sidecar_token=$(token_in_pod sallyport-sidec)

openssl ecparam -name prime256v1 -genkey -noout -out "$WORLD_DIR/pki/accounts-2.key"
old=$ACCOUNT_KEY
ACCOUNT_KEY=$WORLD_DIR/pki/accounts-2.key
API_FLAGS+=(--service-account-key-file "$old")
restart_apiserver
for number in 1 2; do restart_kubelet "$number"; done
wait_for 120 "a new token in the controller's pod" has_new_token sallyport-contr "$controller_token" || exit 1
wait_for 120 "a new token in the sidecar's pod" has_new_token sallyport-sidec "$sidecar_token" || exit 1

unset "API_FLAGS[-1]" "API_FLAGS[-1]"
restart_apiserver
refused_with_old_token() { ! curl --silent --fail --output /dev/null --cacert "$WORLD_DIR/pki/kubernetes.crt" \
  --header "Authorization: Bearer $controller_token" "$API_URL/api"; }
refused_with_old_token || fail "the old token is still good for something"

issuer ca | apply
wait_for_condition issuer/ca Ready True 60
certificate web ca rotated.example.com | apply
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls rotated.example.com
[[ -z $(comm -13 <(sort <<<"$before") <(started_at | sort)) ]] || fail "restarted: before $before, now $(started_at)"
audit_mark >"$WORLD_DIR/installed"
