# Behaviours: F15
# A Deployment whose pods mount the Secret: a renewal changes the Secret, and of the Deployment and its
# pods nothing. The account of the controller may not even.
pods() { k get pods --output 'jsonpath={range .items[*]}{.metadata.uid} {.metadata.resourceVersion}{"\n"}{end}'; }
has_pods() { [[ $(pods | wc -l) == 2 ]]; }
workload() { field deployment/shop '{.metadata.generation} {.spec.template.metadata.annotations}'; }
is_renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }

issuer ca | apply
certificate web ca pods.example.com | apply
wait_for_condition certificate/web Ready True 20
apply <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - {name: web, image: example.com/web, volumeMounts: [{name: tls, mountPath: /tls}]}
      volumes:
        - {name: tls, secret: {secretName: web-tls}}
END
wait_for 20 "two pods" has_pods || fail "$(k get all)"
before=$(pods) shape=$(workload) serial=$(serial_of web-tls) mark=$(audit_mark)

k annotate certificate web sallyport.dev/renew=now >/dev/null
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/web)"
wait_for_condition certificate/web Ready True 20
[[ $(pods) == "$before" ]] || fail "other pods: $(pods), before: $before"
[[ $(workload) == "$shape" ]] || fail "the Deployment was changed: $(workload)"
expect_at_most "requests about pods" "$(audit "$mark" pods)" 0

may() { kubectl auth can-i "$1" "$2" --namespace "$NS" --as "system:serviceaccount:$SYSTEM:sallyport-controller" 2>/dev/null; }
for verb in create delete patch; do
  for kind in pods pods/exec pods/eviction deployments.apps; do
    [[ $(may "$verb" "$kind") == no ]] || fail "the controller may $verb $kind"
  done
done
