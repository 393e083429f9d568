# By the schema: what it does not know, and what is of the wrong type or out of bounds.
# With Helm 3 as well.
unknown() { refused "additional properties '$1' not allowed" render --set "$2"; }
wrong() { refused "at '/$1': $2" render "${@:3}"; }

unknown replicaCount replicaCount=3
unknown replicas controller.replicas=2
unknown resource sidecar.resource.limits.cpu=1
unknown installed crds.installed=true
unknown egres networkPolicy.egres.enabled=true
unknown leaderElection leaderElection.enabled=true
wrong crds/enabled "got string, want boolean" --set-string crds.enabled=true
wrong sidecar/replicaCount "got string, want integer" --set-string sidecar.replicaCount=2
wrong controller/replicaCount "minimum: got 0, want 1" --set controller.replicaCount=0
wrong sidecar/replicaCount "minimum: got 0, want 1" --set sidecar.replicaCount=0
wrong controller/workers "maximum: got 257, want 256" --set controller.workers=257
wrong controller/answerGrace "got number, want integer" --set-json controller.answerGrace=1.5
wrong logLevel "value must be one of 'debug', 'info', 'warning', 'error'" --set logLevel=trace
wrong image/pullPolicy "value must be one of" --set image.pullPolicy=Sometimes
wrong image/digest "'sha256:abc' does not match" --set image.digest=sha256:abc
wrong controller/podAnnotations/n "got number, want string" --set controller.podAnnotations.n=1
wrong watchNamespaces/0 "'Team_A' does not match" --set watchNamespaces[0]=Team_A
refused "invalid propertyName 'app.kubernetes.io/name'" \
  render --set 'commonLabels.app\.kubernetes\.io/name=x'
wrong controller/extraArgs/0 "'--workers' does not match" --set controller.extraArgs[0]=--workers
wrong networkPolicy/metricsNamespaces/0 "'All' does not match" --set networkPolicy.metricsNamespaces[0]=All
wrong fence/denyAddresses/0 "'pods' does not match" --set fence.denyAddresses[0]=pods
wrong proxy/https "'socks5://proxy' does not match" --set proxy.https=socks5://proxy
wrong proxy/https "'http://a:b@proxy' does not match" --set proxy.https=http://a:b@proxy
wrong networkPolicy/egress/apiServerPorts "minItems" \
  --set-json networkPolicy.egress.apiServerPorts=[]

# By the templates: what would only be refused by the programs, or by nobody.
refused "controller.extraArgs: --workers is set by the chart already" \
  render --set controller.extraArgs[0]=--workers=9
refused "with --leader-elect=false in controller.extraArgs every replica works" \
  render --set controller.replicaCount=2 --set 'controller.extraArgs[0]=--leader-elect=false'
render --set 'controller.extraArgs[0]=--leader-elect=false' >/dev/null
refused "sidecar.extraArgs: --listen is set by the chart already" \
  render --set-json 'sidecar.extraArgs=["--listen=[::]:1","--listen=[::]:2"]'
refused "the cluster has no monitoring.coreos.com/v1" \
  render --set prometheus.podmonitor.enabled=true
refused "prometheusRule.enabled: the cluster has no monitoring.coreos.com/v1" \
  render --set prometheusRule.enabled=true
refused "prometheusRule.alerts.SallyportNothing: there is no such alert" render \
  --api-versions monitoring.coreos.com/v1 --set prometheusRule.enabled=true \
  --set prometheusRule.alerts.SallyportNothing.for=1h
refused "with both, everything is counted twice" render --api-versions monitoring.coreos.com/v1 \
  --set prometheus.podmonitor.enabled=true --set prometheus.servicemonitor.enabled=true

# Not only by template.
fresh
refused "additional properties 'replicaCount' not allowed" install --set replicaCount=3
[[ -z $(leftovers) ]] || fail "something was installed: $(leftovers)"
