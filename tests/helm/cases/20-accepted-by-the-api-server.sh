# Every combination, by the API server's own judgement of each object and each pod.
fresh
kubectl apply --filename "$HERE/monitoring-crds.yaml"
kubectl wait --for condition=Established --timeout 20s --filename "$HERE/monitoring-crds.yaml"

accepted() {
  render --api-versions monitoring.coreos.com/v1 "$@" >"$CASE_DIR/rendered.yaml"
  kubectl apply --dry-run=server --server-side --validate=strict --filename "$CASE_DIR/rendered.yaml"
  kubectl apply --dry-run=server --validate=strict --filename "$CASE_DIR/rendered.yaml"
}
accepted
for file in "$VALUES"/*.yaml; do
  say "with ${file##*/}"
  accepted --values "$file"
done
[[ -z $(leftovers) ]] || fail "a dry run left something: $(leftovers)"
