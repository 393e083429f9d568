# Everything comes, and everything but the CRDs goes.
# With Helm 3 as well.
fresh
install
[[ $(release_field status) == deployed ]] || fail "$(helm list --namespace "$SYSTEM")"
use_namespace "$SYSTEM"
for object in deployment/sallyport-{controller,sidecar} service/sallyport-sidecar \
  poddisruptionbudget/sallyport-sidecar networkpolicy/sallyport-{controller,sidecar} \
  clusterrole/sallyport-controller crd/certificates.sallyport.dev; do
  exists "$object" || fail "$object is not there"
done
(($(leftovers | wc -l) > 15)) || fail "too little is there: $(leftovers)"

uninstall
only_crds_are_left() { [[ $(leftovers | grep -vc '^customresourcedefinition') == 0 ]]; }
wait_for 20 "the objects to go" only_crds_are_left || fail "$(leftovers)"
(($(leftovers | wc -l) == 7)) || fail "the CRDs should be left: $(leftovers)"

# They are taken up again, and go as well where that is asked for.
install --set crds.keep=false
crds_serve
uninstall
nothing_is_left() { [[ -z $(leftovers) ]]; }
wait_for 20 "the CRDs to go" nothing_is_left || fail "$(leftovers)"
