# What parent charts and platforms put into the values, and what they want of the pods.
render --set enabled=true --set x-common.a=b --set global.a=b >"$CASE_DIR/parent.yaml"
diff <(render) "$CASE_DIR/parent.yaml" || fail "the switch of a parent chart changes what is rendered"

parent=$CASE_DIR/parent
mkdir -p "$parent"
cat >"$parent/Chart.yaml" <<END
apiVersion: v2
name: parent
version: 0.1.0
dependencies:
  - {name: sallyport, version: "*", repository: "file://$CHART", condition: sallyport.enabled}
END
printf 'sallyport: {enabled: true}\n' >"$parent/values.yaml"
helm dependency update --skip-refresh "$parent" >/dev/null
helm template tls "$parent" >"$CASE_DIR/on.yaml"
grep -q 'kind: Deployment' "$CASE_DIR/on.yaml" || fail "a parent that switches it on renders nothing"
helm template tls "$parent" --set sallyport.enabled=false >"$CASE_DIR/off.yaml"
! grep -q 'kind: Deployment' "$CASE_DIR/off.yaml" || fail "a parent that switches it off renders it"

# OpenShift gives each namespace a user of its own.
user_of() { grep -c runAsUser || true; }
[[ $(render --skip-tests | user_of) == 2 ]] || fail "the pods have no user"
[[ $(render --api-versions security.openshift.io/v1 | user_of) == 0 ]] || fail "the pods have a user on OpenShift"
render --api-versions security.openshift.io/v1 | finds 'runAsNonRoot: true' || fail "they may be root there"

rendered --api-versions monitoring.coreos.com/v1 --values "$VALUES/everything.yaml"
for program in controller sidecar; do
  expect "Deployment/edge-tls-$program" spec.template.spec.hostUsers false
done
expect Deployment/edge-tls-controller spec.template.spec.dnsPolicy '"None"'
expect Deployment/edge-tls-controller spec.template.spec.dnsConfig.nameservers '["192.0.2.53"]'
expect Deployment/edge-tls-controller spec.template.spec.hostAliases \
  '[{"ip": "192.0.2.7", "hostnames": ["ca.internal.example"]}]'
expect Deployment/edge-tls-sidecar spec.template.spec.hostAliases null
rendered
for program in controller sidecar; do
  expect "Deployment/sallyport-$program" spec.template.spec.hostUsers null
  expect "Deployment/sallyport-$program" spec.template.spec.dnsPolicy null
done

# Whoever has the cluster's own roles in a namespace has them there for our kinds too.
expect ClusterRole/sallyport-view 'metadata.labels.rbac~authorization~k8s~io/aggregate-to-view' '"true"'
expect ClusterRole/sallyport-edit 'metadata.labels.rbac~authorization~k8s~io/aggregate-to-edit' '"true"'
rendered --set rbac.aggregate=false
expect_none ClusterRole/sallyport-view
expect_none ClusterRole/sallyport-edit
# Without annotations there is no right to write Certificates.
rendered --set annotations.enabled=false
expect Deployment/sallyport-controller 'spec.template.spec.containers[0].args[5]' '"--annotations=false"'
render --set annotations.enabled=false >"$CASE_DIR/without.yaml"
! grep -A1 'resources: \[certificates\]' "$CASE_DIR/without.yaml" | finds create ||
  fail "it may write Certificates all the same"
render >"$CASE_DIR/with.yaml"
grep -A1 'resources: \[certificates\]' "$CASE_DIR/with.yaml" | finds create || fail "it may not write Certificates"
