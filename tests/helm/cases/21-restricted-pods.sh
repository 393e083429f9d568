# In a namespace that enforces "restricted", the pods are let in; one that asks for more is not.
fresh
install
pods() {
  rendered "$@"
  objects pods "$CASE_DIR/rendered.json" >"$CASE_DIR/pods.json"
  kubectl create --dry-run=server --namespace "$SYSTEM" --filename "$CASE_DIR/pods.json"
}
pods >"$CASE_DIR/created"
grep '^pod/sallyport-controller created' "$CASE_DIR/created"
grep '^pod/sallyport-sidecar created' "$CASE_DIR/created"
grep '^pod/sallyport-check created' "$CASE_DIR/created"
pods --set podSecurityContext.runAsUser=1000
refused 'violates PodSecurity "restricted' pods --set securityContext.allowPrivilegeEscalation=true
refused 'violates PodSecurity "restricted' pods --set podSecurityContext.runAsNonRoot=false
uninstall
