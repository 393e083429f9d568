# Each value, other than by default, is where it belongs.
expect_pod() { expect "Deployment/edge-tls-$1" "spec.template.$2" "$3"; }
install_monitors
rendered --api-versions monitoring.coreos.com/v1 --values "$VALUES/everything.yaml"

for program in controller sidecar; do
  expect_pod "$program" metadata.labels.team '"edge"'
  expect_pod "$program" metadata.labels.role "\"$program\""
  expect_pod "$program" metadata.annotations "{\"example.com/note\": \"$program\"}"
  expect_pod "$program" spec.imagePullSecrets '[{"name": "my-registry"}]'
  expect_pod "$program" spec.securityContext.runAsUser 1000
  expect_pod "$program" spec.securityContext.runAsNonRoot true
  expect_pod "$program" spec.tolerations[0].key '"edge"'
  expect_pod "$program" spec.containers[0].imagePullPolicy '"Always"'
  expect_pod "$program" spec.containers[0].image \
    "\"registry.example.com:5000/tools/sallyport@sha256:$(printf '0123456789abcdef%.0s' 1 2 3 4)\""
  # Every selector finds the pods that there are.
  selector="{\"app~kubernetes~io/name\": \"certs\", \"app~kubernetes~io/component\": \"$program\"}"
  expect "Deployment/edge-tls-$program" spec.selector.matchLabels "${selector//\~/.}"
  expect "NetworkPolicy/edge-tls-$program" spec.podSelector.matchLabels "${selector//\~/.}"
  expect_pod "$program" metadata.labels.app~kubernetes~io/name '"certs"'
  expect_pod "$program" metadata.labels.app~kubernetes~io/component "\"$program\""
done

# shellcheck disable=SC2016 # the kubelet puts in POD_NAMESPACE
expect_pod controller spec.containers[0].args '["--system-namespace=$(POD_NAMESPACE)",
  "--sidecar-service=edge-tls-sidecar", "--log-level=debug", "--workers=32", "--answer-grace=0",
  "--cert-manager-annotations=namespace/shop,class/traefik",
  "--edit-ingresses=true", "--deny-addresses=203.0.113.0/24,2001:db8::/32", "--admin-listen=0.0.0.0:8090",
  "--more-sidecars=edge/one,edge/two,dmz/sidecar"]'
expect_pod controller spec.containers[0].env[1] '{"name": "HTTPS_PROXY", "valueFrom":
  {"secretKeyRef": {"name": "way-out", "key": "HTTPS_PROXY", "optional": false}}}'
expect_pod controller spec.containers[0].env[2] \
  '{"name": "NO_PROXY", "value": ".internal.example,10.0.0.0/8"}'
expect_pod controller spec.containers[0].env[3] \
  '{"name": "SSL_CERT_FILE", "value": "/etc/ssl/own.pem"}'
expect Deployment/edge-tls-controller spec.replicas 2
expect_pod controller "spec.topologySpreadConstraints[0].labelSelector.matchLabels.app~kubernetes~io/component" \
  '"controller"'
expect_pod controller spec.terminationGracePeriodSeconds 10
expect_pod controller spec.containers[0].lifecycle null
expect_pod controller spec.containers[0].resources.limits.memory '"1Gi"'
expect_pod controller spec.nodeSelector '{"disk": "ssd"}'
expect_pod controller spec.affinity.podAntiAffinity null
expect_pod controller spec.priorityClassName '"system-cluster-critical"'
expect_pod controller spec.serviceAccountName '"tls-writer"'
expect ServiceAccount/tls-writer metadata.annotations '{"example.com/role": "writer"}'
expect ClusterRoleBinding/edge-tls-controller subjects[0].name '"tls-writer"'
expect RoleBinding/edge-tls-controller subjects[0].name '"tls-writer"'

expect Deployment/edge-tls-sidecar spec.replicas 3
# shellcheck disable=SC2016 # the kubelet puts in POD_NAMESPACE
expect_pod sidecar spec.containers[0].args '["--system-namespace=$(POD_NAMESPACE)",
  "--log-level=debug", "--redirect-others=true", "--health-path=/up", "--listen=0.0.0.0:8089",
  "--admin-listen=0.0.0.0:8090"]'
expect Service/edge-tls-sidecar-front spec.type '"LoadBalancer"'
expect Service/edge-tls-sidecar-front spec.loadBalancerClass '"example.com/edge"'
expect Service/edge-tls-sidecar-front spec.loadBalancerIP '"192.0.2.80"'
expect Service/edge-tls-sidecar-front spec.externalTrafficPolicy '"Local"'
expect Service/edge-tls-sidecar-front metadata.annotations '{"example.com/pool": "edge"}'
expect Service/edge-tls-sidecar-front spec.ports '[{"name": "http", "port": 80, "targetPort": 8089, "nodePort": 30080}]'
expect Service/edge-tls-sidecar-front spec.selector \
  '{"app.kubernetes.io/name": "certs", "app.kubernetes.io/component": "sidecar"}'
expect_pod sidecar spec.containers[0].env[1].name '"TZ"'
expect_pod sidecar spec.terminationGracePeriodSeconds 60
expect_pod sidecar spec.containers[0].lifecycle.preStop.sleep.seconds 20
expect ConfigMap/edge-tls-extra metadata.namespace '"sallyport-system"'
expect_pod sidecar spec.containers[0].resources.requests.cpu 1
expect_pod sidecar spec.nodeSelector '{"zone": "edge"}'
expect_pod sidecar spec.affinity.nodeAffinity null
selected=labelSelector.matchLabels
expect_pod sidecar "spec.topologySpreadConstraints[0].$selected.app~kubernetes~io/component" \
  '"sidecar"'
expect_pod sidecar spec.topologySpreadConstraints[0].maxSkew 2
expect_pod sidecar "spec.topologySpreadConstraints[1].$selected.role" '"sidecar"'
expect_pod sidecar spec.priorityClassName '"system-node-critical"'
expect_pod sidecar spec.serviceAccountName '"tls-reader"'
expect RoleBinding/edge-tls-sidecar subjects[0].name '"tls-reader"'
expect Service/edge-tls-sidecar spec.ipFamilyPolicy '"SingleStack"'
expect Service/edge-tls-sidecar metadata.annotations '{"example.com/lb": "none"}'
expect PodDisruptionBudget/edge-tls-sidecar spec.maxUnavailable '"50%"'

expect NetworkPolicy/edge-tls-sidecar spec.ingress[0].from[1].namespaceSelector.matchLabels \
  '{"kubernetes.io/metadata.name": "ingress"}'
admin_peers='[{"ipBlock": {"cidr": "10.1.0.0/16"}}]'
metrics_peers='[{"namespaceSelector": {"matchExpressions": [{"key": "kubernetes.io/metadata.name",
  "operator": "In", "values": ["prometheus", "grafana"]}]}}, {"ipBlock": {"cidr": "10.1.0.0/16"}}]'
expect NetworkPolicy/edge-tls-sidecar spec.ingress[1].ports '[{"port": 8090}]'
expect NetworkPolicy/edge-tls-sidecar spec.ingress[1].from[1] "${admin_peers:1:-1}"
expect NetworkPolicy/edge-tls-sidecar spec.ingress[2] "{\"ports\": [{\"port\": 8091}], \"from\": $metrics_peers}"
expect NetworkPolicy/edge-tls-controller spec.ingress "[{\"ports\": [{\"port\": 8091}],
  \"from\": $metrics_peers}, {\"ports\": [{\"port\": 8090}], \"from\": $admin_peers}]"
expect NetworkPolicy/edge-tls-sidecar spec.egress '[{"ports": [{"port": 16443}]}]'
expect NetworkPolicy/edge-tls-controller spec.egress[0].ports \
  '[{"port": 16443}, {"port": 80}, {"port": 443}, {"port": 14000}]'
expect NetworkPolicy/edge-tls-controller spec.egress[1].ports[3] '{"port": 5353, "protocol": "TCP"}'
expect NetworkPolicy/edge-tls-controller spec.egress[3] '{"to": [{"namespaceSelector": {"matchExpressions":
  [{"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["edge", "dmz"]}]}}], "ports": [{"port": 8090}]}'
expect PodMonitor/edge-tls metadata.labels.release '"prometheus"'
expect PodMonitor/edge-tls spec.podMetricsEndpoints \
  '[{"port": "metrics", "path": "/metrics", "honorLabels": true, "interval": "30s"}]'
expect PrometheusRule/edge-tls metadata.labels.release '"prometheus"'
expect PrometheusRule/edge-tls spec.groups[0].rules[3].alert '"SallyportCertificateNotReady"'
expect PrometheusRule/edge-tls spec.groups[0].rules[3].for '"1h"'
expect PrometheusRule/edge-tls spec.groups[0].rules[3].labels \
  '{"severity": "critical", "team": "edge"}'
expect PrometheusRule/edge-tls spec.groups[2].rules[4].alert '"SallyportWorkStuck"'
expect ValidatingAdmissionPolicy/edge-tls-answers spec.validations[0].expression \
  "\"request.userInfo.username == 'system:serviceaccount:$SYSTEM:tls-writer'\""
expect ConfigMap/edge-tls-dashboard metadata.labels.grafana_dashboard '"yes"'
expect ConfigMap/edge-tls-dashboard metadata.annotations '{"grafana_folder": "TLS"}'
expect CustomResourceDefinition/certificates.sallyport.dev metadata.annotations null

# The flags are the programs' own.
for program in controller sidecar; do
  mapfile -t flags < <(objects get "$CASE_DIR/rendered.json" "Deployment/edge-tls-$program" \
    'spec.template.spec.containers[0].args')
  "$PROGRAMS/sallyport-$program" "${flags[@]}" --version || fail "the $program refuses its flags"
done
