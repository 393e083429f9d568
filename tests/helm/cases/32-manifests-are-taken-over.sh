# What was installed by kubectl from manifests/ becomes a release, the same objects.
use_namespace "$SYSTEM"
fresh
without_crds
install_manifests
uid=$(field deployment/sallyport-controller .metadata.uid)
refused "invalid ownership metadata" install
install --take-ownership --force-conflicts
[[ $(field deployment/sallyport-controller .metadata.uid) == "$uid" ]] || fail "it was replaced"
uninstall
