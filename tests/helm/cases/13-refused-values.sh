# By the schema: what it does not know, and what is of the wrong type or out of bounds.
refused "additional properties 'replicaCount' not allowed" render --set replicaCount=3
refused "additional properties 'replicas' not allowed" render --set controller.replicas=2
refused "additional properties 'replicaCount' not allowed" render --set controller.replicaCount=2
refused "additional properties 'resource' not allowed" render --set sidecar.resource.limits.cpu=1
refused "additional properties 'installed' not allowed" render --set crds.installed=true
refused "additional properties 'egres' not allowed" render --set networkPolicy.egres.enabled=true
refused "additional properties 'leaderElection' not allowed" render --set leaderElection.enabled=true
refused "additional properties 'watchNamespaces' not allowed" render --set watchNamespaces[0]=a
refused "at '/crds/enabled': got string, want boolean" render --set-string crds.enabled=true
refused "at '/sidecar/replicaCount': got string, want integer" render --set-string sidecar.replicaCount=2
refused "at '/sidecar/replicaCount': minimum: got 0, want 1" render --set sidecar.replicaCount=0
refused "at '/controller/workers': maximum: got 257, want 256" render --set controller.workers=257
refused "at '/controller/answerGrace': got number, want integer" render --set-json controller.answerGrace=1.5
refused "at '/logLevel': value must be one of 'debug', 'info', 'warning', 'error'" render --set logLevel=trace
refused "at '/image/pullPolicy': value must be one of" render --set image.pullPolicy=Sometimes
refused "at '/image/digest': 'sha256:abc' does not match" render --set image.digest=sha256:abc
refused "at '/controller/podAnnotations/n': got number, want string" render --set controller.podAnnotations.n=1
refused "invalid propertyName 'app.kubernetes.io/name'" render --set 'commonLabels.app\.kubernetes\.io/name=x'
refused "at '/controller/extraArgs/0': '--workers' does not match" render --set controller.extraArgs[0]=--workers
refused "at '/networkPolicy/egress/apiServerPorts'" render --set-json networkPolicy.egress.apiServerPorts=[]

# By the templates: what would only be refused by the programs, or by nobody.
refused "controller.extraArgs: --workers is set by the chart already" render --set controller.extraArgs[0]=--workers=9
refused "sidecar.extraArgs: --listen is set by the chart already" \
  render --set-json 'sidecar.extraArgs=["--listen=[::]:1","--listen=[::]:2"]'
refused "the cluster has no monitoring.coreos.com/v1" render --set prometheus.podmonitor.enabled=true
refused "with both, everything is counted twice" render --api-versions monitoring.coreos.com/v1 \
  --set prometheus.podmonitor.enabled=true --set prometheus.servicemonitor.enabled=true

# Not only by template.
fresh
refused "additional properties 'replicaCount' not allowed" install --set replicaCount=3
[[ -z $(leftovers) ]] || fail "something was installed: $(leftovers)"
