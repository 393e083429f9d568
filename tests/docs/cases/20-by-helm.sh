# The same by Helm.
read_section docs/install.md "By Helm"
read_section docs/install.md "Does it run?"
read_section docs/first-certificate.md "An Issuer"
read_section docs/first-certificate.md "A Certificate"
expect_good_secret web-tls www.example.com
serial=$(serial_of web-tls)
orders=$(orders_made)

new_version
image() { kubectl get deployment --namespace "$SYSTEM" sallyport-sidecar --output \
  'jsonpath={.spec.template.spec.containers[0].image}'; }
before=$(image)
[[ $before == registry.example.com/* ]] || fail "the image is $before"
read_section docs/upgrade.md "By Helm"
helm get manifest sallyport --namespace "$SYSTEM" --revision 2 | grep "image: .*-next" ||
  fail "the upgrade brought no new image"
[[ $(image) == "$before" ]] || fail "the rollback did not bring $before back, but $(image)"

kubectl apply --filename "$SALLYPORT_ROOT/tests/helm/monitoring-crds.yaml"
kubectl wait --for condition=Established --timeout 20s \
  --filename "$SALLYPORT_ROOT/tests/helm/monitoring-crds.yaml"
read_section docs/monitoring.md Monitoring

read_section docs/troubleshooting.md "When something is wrong"
read_section docs/annotations.md "The annotations of cert-manager"
kubectl get deployment --namespace "$SYSTEM" sallyport-controller --output yaml |
  grep -q -- --cert-manager-annotations=namespace/shop || fail "the annotations of cert-manager are not heeded"
kubectl create namespace argocd
kubectl create configmap argocd-cm --namespace argocd --from-literal url=https://argocd.example.com
read_section docs/gitops.md "Argo CD"
settings=$(kubectl get configmap argocd-cm --namespace argocd --output yaml)
[[ $settings == *url:* && $settings == *sallyport.dev_Certificate* ]] ||
  fail "the settings are not there, or others are lost"

read_section docs/uninstall.md "By Helm"
[[ $(serial_of web-tls) == "$serial" ]] || fail "the Secret holds another certificate"
(($(orders_made) == orders)) || fail "orders were made"
k delete secret --selector sallyport.dev/role
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
