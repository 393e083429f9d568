# The notes' commands are accepted as they stand, and name what is there.
# With Helm 3 as well.
fresh
install
use_namespace "$SYSTEM"
helm get notes sallyport --namespace "$SYSTEM" | sed -n 's/^    //p' >"$CASE_DIR/commands"

# What applies an object is judged by the API server; a rollout needs a kubelet, so only its object
# is looked for.
sed 's/^kubectl apply /&--dry-run=server --validate=strict /; /^kubectl wait /d; /^helm /d
  s|^kubectl rollout status --namespace \(\S*\) --timeout=\S* |kubectl get --namespace \1 |' \
  "$CASE_DIR/commands" >"$CASE_DIR/script"
bash -euxo pipefail "$CASE_DIR/script" | tee "$CASE_DIR/output"
for done in issuer.sallyport.dev/letsencrypt-staging certificate.sallyport.dev/web; do
  grep "^$done created" "$CASE_DIR/output" || fail "$done is not made by the notes' commands"
done
(($(grep --count '^sallyport-' "$CASE_DIR/output") == 2)) ||
  fail "there are two Deployments to wait for"

# The last command removes what the first one brought.
bash -euxo pipefail <(grep '^helm uninstall' "$CASE_DIR/commands")
[[ $(helm list --namespace "$SYSTEM" --short) == "" ]] || fail "the release is still there"
