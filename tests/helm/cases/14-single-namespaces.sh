# Where single namespaces are served there is no right in any other one, nor in the cluster.
rendered --values "$VALUES/namespaced.yaml"
objects names "$CASE_DIR/rendered.json" >"$CASE_DIR/names"
if grep '^ClusterRole' "$CASE_DIR/names"; then fail "that is a right in every namespace"; fi
(($(grep -c '^Role/' "$CASE_DIR/names") == 4)) || fail "$(grep '^Role/' "$CASE_DIR/names")"
expect Deployment/sallyport-controller spec.template.spec.containers[0].args[5] \
  '"--watch-namespaces=served,also-served"'
for namespace in served also-served; do
  role=$namespace/sallyport-controller-certificates
  expect "Role/$role" rules[0].resources '["certificates"]'
  expect "Role/$role" rules[1].resources '["issuers"]'
  expect "Role/$role" rules[2].resources '["certificates/status", "issuers/status"]'
  expect "RoleBinding/$role" subjects[0].namespace "\"$SYSTEM\""
done
