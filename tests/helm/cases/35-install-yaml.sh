# One kubectl command installs, and the rights in it are enough for the programs; the kustomize base
# is the same again, and takes everything away.
export SALLYPORT_ANSWER_GRACE=1
use_namespace "$SYSTEM"
fresh
without_crds
kubectl delete namespace "$SYSTEM"
install_manifests
crds_serve
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
mark=$(audit_mark)
product_up
use_namespace install-yaml
kubectl create namespace "$NS"
issuer ca | apply
wait_for_condition issuer/ca Ready True 20
certificate web ca install-yaml.example.com | apply
wait_for_condition certificate/web Ready True 20
expect_good_secret web-tls install-yaml.example.com
[[ -z $(audit "$mark" denied) ]] || fail "refused by the API server: $(audit "$mark" denied)"
programs_end

versions() {
  kubectl get --filename "$SALLYPORT_ROOT/manifests/install.yaml" --output \
    'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation}{"\n"}{end}' | sort
}
before=$(versions)
(($(wc -l <<<"$before") > 15)) || fail "too little is there: $before"
kubectl apply --server-side --kustomize "$SALLYPORT_ROOT/manifests"
diff <(versions) - <<<"$before" || fail "the kustomize base changes what install.yaml made"

without_manifests
[[ -z $(versions 2>/dev/null) ]] || fail "left: $(versions)"
