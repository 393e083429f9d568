# The plugin of kubectl, and the way from cert-manager and back.
export HOME=$WORLD_DIR
mkdir -p "$CHECKOUT/build/release" "$CHECKOUT/kubectl"
cp "$PROGRAMS/kubectl-sallyport" "$CHECKOUT/build/release"
cp "$SALLYPORT_ROOT/kubectl/kubectl_complete-sallyport" "$CHECKOUT/kubectl"
read_section docs/install.md "By kubectl"
read_section docs/install.md "Does it run?"
read_section docs/first-certificate.md "An Issuer"
read_section docs/first-certificate.md "A Certificate"
read_section docs/kubectl.md "Install the plugin"
export PATH=$HOME/.local/bin:$PATH
needed=$(objdump -T "$PROGRAMS/kubectl-sallyport" | sed -n 's/.*(GLIBC_\([0-9.]*\)).*/\1/p' | sort -uV | tail -1)
for page in kubectl/krew.yaml docs/kubectl.md docs/from-cert-manager.md; do
  grep --quiet --fixed-strings "glibc $needed or newer" "$SALLYPORT_ROOT/$page" || fail "$page does not say that the plugin needs glibc $needed"
done
for heading in list status why renew check probe caa; do read_section docs/kubectl.md "$heading"; done
[[ $(kubectl __complete sallyport st 2>/dev/null | head -1) == status ]] || fail "kubectl does not complete"

# kubectl remembers which kinds there are: the cases after this one know no other Certificate than ours.
export KUBECACHEDIR=$WORLD_DIR/kubectl-cache-of-two
kubectl apply --server-side --filename "$CERT_MANAGER_CRDS"
kubectl wait --for condition=Established --timeout 20s crd/certificates.cert-manager.io crd/issuers.cert-manager.io
kubectl delete certificates.sallyport.dev,issuers.sallyport.dev --all
k delete secret web-tls
kubectl apply --filename - <<END
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: letsencrypt-staging}
spec:
  acme:
    server: $CA_DIRECTORY
    caBundle: $(base64 -w0 "$WORLD_DIR/pki/acme.crt")
    privateKeySecretRef: {name: letsencrypt-staging-account}
    solvers: [{http01: {ingress: {ingressClassName: $INGRESS}}}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web}
spec: {secretName: web-tls, dnsNames: [www.example.com], issuerRef: {name: letsencrypt-staging}}
END
read_section docs/from-cert-manager.md "Look first"
read_section docs/from-cert-manager.md Move
wait_for_condition certificates.sallyport.dev/web Ready True 60
expect_good_secret web-tls www.example.com
read_section docs/from-cert-manager.md Back
[[ $(k get certificates.cert-manager.io --output name) == certificate.cert-manager.io/web ]] || fail "it is not back"
kubectl delete --filename "$CERT_MANAGER_CRDS"

read_section docs/uninstall.md "By kubectl"
k delete secret web-tls letsencrypt-staging-account --ignore-not-found
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
