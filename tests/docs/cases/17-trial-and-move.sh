# A team that runs cert-manager tries Sallyport on one namespace, goes back, moves all of them, and goes
# back: without an order, and without another byte in a Secret.
EACH=20
source "$SALLYPORT_ROOT/tests/docs/their_cluster.sh"

say "-- the trial refuses before it changes anything"
# Another case may have given the sources a next version.
refused "image $(awk '$1 == "image:" { print $2; exit }' "$SCRIPTS/../install.yaml") is in no registry" trial --yes default
refused 'image sallyport:next is in no registry' trial --yes --image=sallyport:next default
refused 'cannot be read: see above; name a release' trial --yes --install="$WORLD_DIR/none.yaml" default
refused 'names no image' trial --yes --install="$SCRIPTS/../crds.yaml" default
mkdir "$WORLD_DIR/released"
cp "$SCRIPTS"/*.sh "$WORLD_DIR/released"
sed 's|image: .*|image: beside:0.1.0|' "$SCRIPTS/../install.yaml" >"$WORLD_DIR/released/install.yaml"
TRIAL=$WORLD_DIR/released/trial.sh refused 'image beside:0.1.0 is in no registry' trial --yes default
refused 'exactly one namespace' trial --yes "$IMAGE" default team-b
refused 'namespaces "none" not found' trial --yes "$IMAGE" none
refused 'namespace kube-public has no Certificate of cert-manager' trial --yes "$IMAGE" kube-public
refused 'kubectl has no context' trial --yes "$IMAGE" --context=elsewhere default
refused 'cannot run the plugin' broken sallyport trial --yes "$IMAGE" default
expect_said 'as the test wants it'
refused 'whether Sallyport is installed cannot be seen' broken 'get crd' trial --yes "$IMAGE" default
refused "nobody is there to answer \"Install Sallyport in namespace sallyport-system? In context bed ($API_URL)?\"" \
  trial "$IMAGE" default
# answered WORD: by a person at a terminal.
answered() { script --quiet --return --command "bash '$SCRIPTS/trial.sh' $IMAGE default" /dev/null <<<"$1" >"$SAID" 2>&1; }
refused 'nothing more is done' answered n
! kubectl get crd certificates.sallyport.dev 2>/dev/null || fail "it has changed something unasked"

say "-- the trial, from nothing"
started=$EPOCHREALTIME
read_section docs/from-cert-manager.md "Try it on one namespace"
say "measured: the trial, with the installation: $(seconds_since "$started") s (at most 600)"
expect $((EACH * 2)) "$EACH"
image_in() { kubectl get deployment --namespace sallyport-system "$1" --output 'jsonpath={..image}'; }
[[ $(image_in sallyport-controller) == "${IMAGE#*=}" ]] || fail "another image is installed: $(image_in sallyport-controller)"

say "-- once more, where the installation was cut short, beside a broken Issuer of another team, and back"
issuer broken https://127.0.0.1:1/no-ca | kubectl apply --namespace team-c --filename -
kubectl wait --for=condition=Ready=False --timeout=20s --namespace team-c issuers.sallyport.dev/broken
kubectl delete deployment --namespace sallyport-system sallyport-sidecar
sed 's|image: .*|image: registry.example.com/released:0.1.0|' "$SCRIPTS/../install.yaml" >"$WORLD_DIR/install.yaml"
trial --yes --cert-manager-namespace=cert-manager --install="file://$WORLD_DIR/install.yaml" default || fail "it cannot be run again: $(<"$SAID")"
[[ $(image_in sallyport-sidecar) == registry.example.com/released:0.1.0 ]] || fail "another image is installed: $(image_in sallyport-sidecar)"
expect $((EACH * 2)) "$EACH"
trial --yes default || fail "an installation that is whole is not left alone: $(<"$SAID")"
expect_said 'is installed in namespace sallyport-system, and stays as it is'
kubectl patch issuers.sallyport.dev le --type merge --patch '{"spec":{"acme":{"server":"https://127.0.0.1:1/no-ca"}}}'
kubectl wait --for=condition=Ready=False --timeout=20s issuers.sallyport.dev/le
refused 'repair what FAILED above' trial --yes default
expect_said 'FAILED  Issuer default/le'
trial --yes --undo default || fail "there is no way back: $(<"$SAID")"
kubectl delete issuers.sallyport.dev --namespace team-c broken
expect $((EACH * 3)) 0

say "-- the move of all, and back"
started=$EPOCHREALTIME
read_section docs/from-cert-manager.md "Move all of them" | tee "$SAID"
say "measured: the move of $((EACH * 3)) Certificates in 3 namespaces, and back: $(seconds_since "$started") s (at most 3600)"
(($(grep -c "^== .*: $EACH Certificates are Sallyport's and Ready" "$SAID") == 3)) ||
  fail "not all of them were moved"
expect $((EACH * 3)) 0

take_all_away
