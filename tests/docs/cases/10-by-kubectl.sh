# A reader's way from the install to the uninstall, by kubectl.
expect_running() {
  read_section docs/install.md "Does it run?"
  kubectl get pods --namespace "$SYSTEM"
}

read_section docs/install.md "By kubectl"
expect_running
for heading in "An Issuer" "A Certificate" "Use it" "All fields"; do
  read_section docs/first-certificate.md "$heading"
done
expect_good_secret web-tls www.example.com
for page in traefik contour haproxy-ingress skipper; do
  read_section "docs/ingress/$page.md" "By Ingress"
done
for page in traefik contour; do read_section "docs/ingress/$page.md" "By HTTPRoute"; done
cp "$WORLD_DIR/pki/acme.crt" "$CHECKOUT/root-ca.crt"
echo bWFj >"$CHECKOUT/mac-key.txt"
read_section docs/private-ca.md "A ClusterIssuer for it"
read_section docs/private-ca.md "A key that the CA gave you"
kubectl get clusterissuers.sallyport.dev/private-ca --output 'jsonpath={.spec.acme.caBundle}' | base64 -d |
  cmp - "$CHECKOUT/root-ca.crt" || fail "the issuer does not have the root"
kubectl delete clusterissuers.sallyport.dev --all
kubectl delete secrets --namespace "$SYSTEM" --selector sallyport.dev/role=account-key
for heading in "The key and its forms" "Labels of the Secret, and hours for renewals" "Which solver for which name"; do
  read_section docs/options.md "$heading"
done
for name in forms quiet; do
  wait_for_condition "certificate/$name" Ready True 60
  expect_good_secret "$name-tls" "$name.example.com"
done
for form in keystore.p12 tls-combined.pem key.der; do
  secret_file forms-tls "$form" "$WORLD_DIR/form"
  [[ -s $WORLD_DIR/form ]] || fail "the Secret has no $form"
done
[[ $(k get secret quiet-tls --output 'jsonpath={.metadata.labels.team}') == shop ]] || fail "the label is missing"
k delete certificate forms quiet
k delete issuer several-solvers
k delete secret keystore-password forms-tls quiet-tls several-solvers-account --ignore-not-found
read_section docs/renewal.md When

serial=$(serial_of web-tls)
is_new() { [[ $(serial_of web-tls) != "$serial" ]]; }
has_rested() { has_condition certificate/web Issuing False; }
read_section docs/renewal.md Now
wait_for 30 "the renewal" is_new || fail "$(explanation certificate/web)"
wait_for 10 "its end" has_rested || fail "$(explanation certificate/web)"

serial=$(serial_of web-tls)
read_section docs/renewal.md Revoke
wait_for 30 "the replacement" is_new || fail "$(explanation certificate/web)"
wait_for 10 "its end" has_rested || fail "$(explanation certificate/web)"
read_section docs/accounts.md "Another key"
kubectl apply --namespace "$SYSTEM" --filename - <<'END'
apiVersion: sallyport.dev/v1
kind: NameClaim
metadata: {name: team-a.web}
spec: {namespace: team-a, certificate: web, names: {www.example.org: {since: "2026-01-01T00:00:00Z"}}}
END
read_section docs/tenants.md "Several tenants in one cluster"
read_section docs/tenants.md "Hand a name over"
[[ $(kubectl get nameclaims/team-a.web --namespace "$SYSTEM" --output 'jsonpath={.spec.names}') == '{}' ]] ||
  fail "the name is still claimed"
kubectl delete nameclaims/team-a.web --namespace "$SYSTEM"
read_section docs/tenants.md "Names by policy"
read_section docs/tenants.md "Refuse it at once"
kubectl delete -f "$SALLYPORT_ROOT/manifests/examples/admission-policies.yaml"

serial=$(serial_of web-tls)
orders=$(orders_made)
as_before() {
  wait_for_condition certificate/web Ready True 30
  [[ $(serial_of web-tls) == "$serial" ]] || fail "the Secret holds another certificate"
  (($(orders_made) == orders)) || fail "orders were made"
}

new_version
pods() { kubectl get pods --namespace "$SYSTEM" --output name; }
before=$(pods)
read_section docs/upgrade.md "By kubectl"
[[ -z $(comm -12 <(sort <<<"$before") <(pods | sort)) ]] || fail "pods were not replaced: $(pods)"
as_before

# A second namespace. Then all is lost but the backup.
in_team() { NS=team "$@"; }
kubectl create namespace team
issuer ca | in_team apply
certificate api ca api.example.com | in_team apply
in_team wait_for_condition certificate/api Ready True 30
orders=$(orders_made)
read_section docs/backup.md "Back up"
[[ $(stat --format %a "$CHECKOUT/secrets.yaml") == 600 ]] || fail "others can read secrets.yaml"
[[ $(grep -c 'tls.key:' "$CHECKOUT/secrets.yaml") == 4 ]] || fail "not the four keys are saved"
grep --quiet 'name: sallyport-seal' "$CHECKOUT/secrets.yaml" || fail "the key of the seals is not saved"
grep --quiet 'kind: NameClaim' "$CHECKOUT/certificates.yaml" || fail "no NameClaim is saved"
read_section docs/uninstall.md "By kubectl"
read_section docs/uninstall.md "The Secrets"
[[ $(serial_of web-tls) == "$serial" ]] || fail "the Secret did not outlive the uninstall"
k delete secret --selector sallyport.dev/role
kubectl delete namespace team
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"

kubectl create namespace team
accounts=$(ca_log_count 'There are now [0-9]* accounts')
read_section README.md Install
expect_running
read_section docs/backup.md "Restore"
as_before
wait_for 10 "its end" has_rested || fail "$(explanation certificate/web)"
in_team wait_for_condition certificate/api Ready True 30
as_before

# And the account is the one of before.
read_section docs/renewal.md Now
wait_for 30 "the renewal" is_new || fail "$(explanation certificate/web)"
(($(ca_log_count 'There are now [0-9]* accounts') == accounts)) || fail "a new account was made"

read_section docs/uninstall.md "By kubectl"
kubectl delete namespace team
k delete secret --selector sallyport.dev/role
k delete ingress web
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
