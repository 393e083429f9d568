# Another release and another namespace: every name and reference with them.
helm template edge "$CHART" --namespace tls | to_json >"$CASE_DIR/rendered.json"
if objects names "$CASE_DIR/rendered.json" | grep -v '^CustomResourceDefinition/' |
  grep -v '/edge-sallyport-'; then
  fail "names without the release, above"
fi
expect Deployment/edge-sallyport-controller metadata.namespace '"tls"'
expect Deployment/edge-sallyport-controller spec.template.spec.containers[0].args[1] \
  '"--sidecar-service=edge-sallyport-sidecar"'
for program in controller sidecar; do
  deployment=Deployment/edge-sallyport-$program
  # shellcheck disable=SC2016 # the kubelet puts in POD_NAMESPACE
  expect "$deployment" spec.template.spec.containers[0].args[0] \
    '"--system-namespace=$(POD_NAMESPACE)"'
  expect "$deployment" spec.template.spec.containers[0].env[0] '{"name": "POD_NAMESPACE",
    "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}'
done
expect ClusterRoleBinding/edge-sallyport-controller subjects[0].namespace '"tls"'
expect RoleBinding/edge-sallyport-sidecar subjects[0] \
  '{"kind": "ServiceAccount", "name": "edge-sallyport-sidecar", "namespace": "tls"}'
