# The user's own Ingress, which the product edits.
source "$INGRESS_TESTS/kinds/ingress.sh"
kind_up() { kubectl apply --filename "$SALLYPORT_ROOT/manifests/examples/edit-ingresses.yaml" >/dev/null; }
product_flags() { say --edit-ingresses=true; }
issuer_of_kind() {
  issuer_of_page "By Ingress"
  kubectl patch clusterissuers.sallyport.dev "ca-of-$NS" --type merge \
    --patch '{"spec": {"acme": {"solvers": [{"http01": {"ingress": {"name": "site"}}}]}}}' >/dev/null
}
