# The same by kustomize, in another namespace.
read_section docs/install.md "By kustomize"
for program in sidecar controller; do
  kubectl rollout status --namespace tls --timeout=60s "deployment/sallyport-$program"
done
read_section docs/first-certificate.md "An Issuer"
read_section docs/first-certificate.md "A Certificate"
expect_good_secret web-tls www.example.com
read_section docs/uninstall.md "By kustomize"
k delete secret --selector sallyport.dev/role
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
