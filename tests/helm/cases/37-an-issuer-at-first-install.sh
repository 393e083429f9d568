# TR05: an Issuer in the chart's extra objects, at the first install, when the cluster does not know the
# kind yet: the chart says how. TR22: what a release left is taken over by one of another name and namespace.
# With Helm 3 as well.
use_namespace "$SYSTEM"
fresh
without_crds
cat >"$CASE_DIR/values.yaml" <<END
extraObjects:
  - apiVersion: sallyport.dev/v1
    kind: ClusterIssuer
    metadata: {name: '{{ .Release.Name }}-ca', annotations: {example.com/note: kept}}
    spec:
      acme:
        server: $CA_DIRECTORY
        privateKeySecretRef: {name: extra-account}
        solvers: [{http01: {none: {}}}]
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: extra, namespace: "$SYSTEM"}
END
refused "install the chart without sallyport-ca first, then helm upgrade with it" install --values "$CASE_DIR/values.yaml"
[[ -z $(helm list --namespace "$SYSTEM" --all --short) ]] || fail "a release is left"
install
crds_serve
upgrade --values "$CASE_DIR/values.yaml"
uid=$(field clusterissuer/sallyport-ca .metadata.uid)
[[ $uid ]] || fail "the ClusterIssuer is not there"
exists configmap/extra || fail "the ConfigMap is not there"
[[ $(field clusterissuer/sallyport-ca '.metadata.annotations.example\.com/note') == kept ]] || fail "its annotation is lost"

sed -i 's/privateKeySecretRef: {name: extra-account}/&\n        email: ops@example.com/' "$CASE_DIR/values.yaml"
upgrade --values "$CASE_DIR/values.yaml"
[[ $(field clusterissuer/sallyport-ca .metadata.uid) == "$uid" ]] || fail "it is another one"
[[ $(field clusterissuer/sallyport-ca .spec.acme.email) == ops@example.com ]] || fail "it was not upgraded"
helm get manifest sallyport --namespace "$SYSTEM" >"$CASE_DIR/manifest.yaml"
grep -q 'kind: ClusterIssuer' "$CASE_DIR/manifest.yaml" || fail "it is not the release's"

# Issuers stay, whoever made them.
uninstall
[[ $(field clusterissuer/sallyport-ca .metadata.uid) == "$uid" ]] || fail "it went with the release"
is_gone configmap/extra || fail "the ConfigMap stays"
install --values "$CASE_DIR/values.yaml"
[[ $(field clusterissuer/sallyport-ca .metadata.uid) == "$uid" ]] || fail "a new install made another one"
uninstall

refused "invalid ownership metadata" helm install tls "$CHART" --namespace tls --create-namespace
helm install tls "$CHART" --namespace tls --create-namespace --take-ownership
[[ $(field crd/certificates.sallyport.dev '.metadata.annotations.meta\.helm\.sh/release-name') == tls ]] ||
  fail "the kinds are not the new release's"
exists clusterissuer/sallyport-ca || fail "the ClusterIssuer is lost"
helm upgrade tls "$CHART" --namespace tls
helm uninstall tls --namespace tls
kubectl delete namespace tls --wait=false
kubectl delete clusterissuer sallyport-ca
without_crds
