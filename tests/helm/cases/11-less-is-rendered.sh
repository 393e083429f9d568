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

rendered
for kind in PodMonitor ServiceMonitor PrometheusRule; do expect_none "$kind/sallyport"; done
expect_none ConfigMap/sallyport-dashboard
expect NetworkPolicy/sallyport-sidecar spec.policyTypes '["Ingress"]'
expect NetworkPolicy/sallyport-sidecar spec.ingress[0] '{"ports": [{"port": 8089}]}'
expect CustomResourceDefinition/challenges.sallyport.dev metadata.annotations \
  '{"helm.sh/resource-policy": "keep"}'

install_monitors
rendered --api-versions monitoring.coreos.com/v1 --values "$VALUES/closed.yaml"
expect NetworkPolicy/sallyport-controller spec.ingress '[]'
expect NetworkPolicy/sallyport-sidecar spec.policyTypes '["Ingress", "Egress"]'
expect ServiceMonitor/sallyport spec.endpoints[0].port '"admin"'
expect Service/sallyport-controller spec.ports[0].port 8090
