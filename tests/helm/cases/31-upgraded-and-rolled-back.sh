# New values come with an upgrade and go with a rollback; the objects stay the same ones.
# With Helm 3 as well.
fresh
install
use_namespace "$SYSTEM"
deployment=deployment/sallyport-sidecar
replicas() { field "$deployment" .spec.replicas; }
uid=$(field "$deployment" .metadata.uid)
crd_uid=$(field crd/certificates.sallyport.dev .metadata.uid)

upgrade --set sidecar.replicaCount=3 --set networkPolicy.enabled=false --set logLevel=debug
[[ $(replicas) == 3 ]] || fail "replicas: $(replicas)"
[[ $(field "$deployment" '.spec.template.spec.containers[0].args') == *--log-level=debug* ]] ||
  fail "$(field "$deployment" '.spec.template.spec.containers[0].args')"
is_gone networkpolicy/sallyport-sidecar || fail "the NetworkPolicy is still there"

refused "want integer" upgrade --set-string sidecar.replicaCount=4
[[ $(release_field revision) == 2 ]] || fail "a refused upgrade counts"

helm rollback sallyport 1 --namespace "$SYSTEM"
[[ $(replicas) == 2 ]] || fail "replicas: $(replicas)"
exists networkpolicy/sallyport-sidecar || fail "the NetworkPolicy did not come back"
[[ $(release_field revision) == 3 ]] || fail "revision $(release_field revision)"
[[ $(release_field status) == deployed ]] || fail "$(release_field status)"
[[ $(field "$deployment" .metadata.uid) == "$uid" ]] || fail "the Deployment was replaced"
[[ $(field crd/certificates.sallyport.dev .metadata.uid) == "$crd_uid" ]] ||
  fail "the CRD was replaced"

# Once more the same: nothing changes.
generation=$(field "$deployment" .metadata.generation)
upgrade
[[ $(field "$deployment" .metadata.generation) == "$generation" ]] || fail "changed by no change"
uninstall
