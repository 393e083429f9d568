# Every combination, by the API server's own judgement of each object. Of the pods, the next case:
# they need their accounts.
# With Helm 3 as well.
fresh
served_namespaces
install_monitors

accepted() {
  render --skip-tests --api-versions monitoring.coreos.com/v1 "$@" >"$CASE_DIR/rendered.yaml"
  for side in true false; do
    kubectl apply --dry-run=server --server-side="$side" --validate=strict \
      --filename "$CASE_DIR/rendered.yaml"
  done
}
accepted
for file in "$VALUES"/*.yaml; do
  say "with ${file##*/}"
  accepted --values "$file"
done
[[ -z $(leftovers) ]] || fail "a dry run left something: $(leftovers)"
