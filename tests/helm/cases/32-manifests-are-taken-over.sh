# What was installed by kubectl from manifests/ becomes a release, the same objects.
fresh
install_manifests
NS=$SYSTEM
uid=$(field deployment/sallyport-controller .metadata.uid)
refused "invalid ownership metadata" install
install --take-ownership --force-conflicts
[[ $(field deployment/sallyport-controller .metadata.uid) == "$uid" ]] || fail "it was replaced"
uninstall
