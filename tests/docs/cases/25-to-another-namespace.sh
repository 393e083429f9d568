# By Helm, and then from one namespace to another: nothing is ordered anew, and the next order is made there.
read_section docs/install.md "By Helm"
read_section docs/install.md "Does it run?"
read_section docs/first-certificate.md "An Issuer"
read_section docs/first-certificate.md "A Certificate"
serial=$(serial_of web-tls) orders=$(orders_made) claims=$(kubectl get nameclaims --namespace "$SYSTEM" --output name)
[[ $claims ]] || fail "there are no NameClaims"

read_section docs/upgrade.md "To another namespace"
claimed_by() { kubectl get installation sallyport --output 'jsonpath={.spec.holderIdentity}'; }
is_claimed() { [[ $(claimed_by) == tls ]]; }
wait_for 20 "the cluster to be the new one's" is_claimed || fail "$(claimed_by) has the cluster"
[[ $(kubectl get nameclaims --namespace tls --output name) == "$claims" ]] || fail "the NameClaims are others"
sleep 5
[[ $(serial_of web-tls) == "$serial" ]] || fail "the Secret holds another certificate"
(($(orders_made) == orders)) || fail "orders were made"
kubectl rollout status --namespace tls --timeout=60s deployment/sallyport-sidecar
is_new() { [[ $(serial_of web-tls) != "$serial" ]]; }
read_section docs/renewal.md Now
wait_for 30 "the renewal" is_new || fail "$(explanation certificate/web)"

helm uninstall sallyport --namespace tls
kubectl delete customresourcedefinitions --selector app.kubernetes.io/part-of=sallyport
kubectl delete namespace tls
k delete secret --selector sallyport.dev/role
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
