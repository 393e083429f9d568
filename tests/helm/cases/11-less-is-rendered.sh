# What is switched off is not there, and nothing empty is left where it was.
rendered --values "$VALUES/least.yaml"
least="Deployment/sallyport-controller Deployment/sallyport-sidecar Pod/sallyport-check"
least+=" Service/sallyport-sidecar"
[[ $(objects names "$CASE_DIR/rendered.json" | sort | xargs) == "$least" ]] ||
  fail "$(objects names "$CASE_DIR/rendered.json")"
expect Deployment/sallyport-controller spec.template.spec.serviceAccountName '"theirs"'
expect Deployment/sallyport-sidecar spec.template.spec.serviceAccountName '"sallyport-sidecar"'
expect Deployment/sallyport-sidecar spec.template.spec.containers[0].lifecycle null
expect Deployment/sallyport-sidecar spec.template.spec.topologySpreadConstraints null

own='{"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}'
proxy='{"name": "HTTPS_PROXY", "value": "http://proxy.example.com:3128"}'
rendered --set proxy.https=http://proxy.example.com:3128
expect Deployment/sallyport-controller spec.template.spec.containers[0].env "[$own, $proxy]"
expect Deployment/sallyport-sidecar spec.template.spec.containers[0].env "[$own]"

rendered
expect Deployment/sallyport-controller spec.template.spec.containers[0].env "[$own]"
for kind in PodMonitor ServiceMonitor PrometheusRule; do expect_none "$kind/sallyport"; done
expect_none ConfigMap/sallyport-dashboard
expect NetworkPolicy/sallyport-sidecar spec.policyTypes '["Ingress"]'
expect NetworkPolicy/sallyport-sidecar spec.ingress[0] '{"ports": [{"port": 8089}]}'
# DF07: the metrics are for the namespace of a Prometheus, the admin ports for nobody but us.
monitoring='{"namespaceSelector": {"matchExpressions": [{"key": "kubernetes.io/metadata.name",
  "operator": "In", "values": ["monitoring"]}]}}'
metrics="{\"ports\": [{\"port\": 8091}], \"from\": [$monitoring]}"
expect NetworkPolicy/sallyport-controller spec.ingress "[$metrics]"
expect NetworkPolicy/sallyport-sidecar spec.ingress[1] '{"ports": [{"port": 8090}],
  "from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "sallyport"}, "matchExpressions":
  [{"key": "app.kubernetes.io/component", "operator": "In", "values": ["controller", "check"]}]}}]}'
expect NetworkPolicy/sallyport-sidecar spec.ingress[2] "$metrics"
for program in controller sidecar; do
  expect "Deployment/sallyport-$program" spec.template.spec.containers[0].livenessProbe.httpGet.port '"admin"'
done
# With --reuse-values, a release of a chart that did not have these values yet.
render --set fence=null --set proxy=null --set annotations=null --set hostUsers=null --set admissionPolicies=null --set networkPolicy.metricsNamespaces=null >/dev/null
expect CustomResourceDefinition/challenges.sallyport.dev metadata.annotations \
  '{"helm.sh/resource-policy": "keep"}'

install_monitors
rendered --api-versions monitoring.coreos.com/v1 --values "$VALUES/closed.yaml"
expect NetworkPolicy/sallyport-controller spec.ingress '[]'
expect NetworkPolicy/sallyport-sidecar spec.policyTypes '["Ingress", "Egress"]'
expect ServiceMonitor/sallyport spec.endpoints[0].port '"metrics"'
expect Service/sallyport-controller spec.ports[0].port 8091
