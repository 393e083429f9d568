# The move from cert-manager where kubectl fails, where it is cut short, where a Secret changes, and where a
# Certificate is not Ready.
EACH=3
source "$SALLYPORT_ROOT/tests/docs/their_cluster.sh"
trial --yes "$IMAGE" default || fail "$(<"$SAID")"
trial --yes --undo default || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

say "-- what cannot be asked is not taken for nothing"
refused 'what there is to move cannot be listed' broken 'get certificates.cert-manager.io' move --yes
refused 'what there is to move cannot be listed' broken 'get configmaps' move --yes --undo
refused 'namespaces "none" not found' move --yes none
expect $((EACH * 3)) 0
refused 'its Secrets cannot be read' broken 'get secrets' move --yes team-c
refused 'its Certificates cannot be read' broken 'get certificates.sallyport.dev' move --yes team-c
refused 'its Certificates cannot be read' broken 'get certificates.sallyport.dev' move --yes --undo team-c
kubectl wait --for=condition=Ready --timeout=30s --namespace team-c certificates.sallyport.dev --all >/dev/null
expect $((EACH * 2)) "$EACH"
move --yes --undo team-c || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

say "-- in another context than the current one, which the question names"
sed "s|^current-context: .*|current-context: far|; s|^contexts:|&\n- name: far\n  context: {cluster: far, user: user}|
  s|^clusters:|&\n- name: far\n  cluster: {server: \"https://127.0.0.1:1\"}|" "$KUBECONFIG" >"$WORLD_DIR/two.kubeconfig"
two() { KUBECONFIG=$WORLD_DIR/two.kubeconfig "$@"; }
refused 'STOP: ' two move --yes team-c
refused "Move team-c to Sallyport? In context bed ($API_URL)?" two move --context=bed team-c
refused "Give team-c back to cert-manager? In context bed ($API_URL)?" two move --context=bed --undo team-c
two move --context=bed --yes team-c || fail "$(<"$SAID")"
expect_said '--context=bed --undo team-c'
expect $((EACH * 2)) "$EACH"
two move --context=bed --yes --undo team-c || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

say "-- cut short when cert-manager's were deleted and ours not made yet"
kubectl create quota stop --namespace team-b --hard=count/certificates.sallyport.dev=0
wait_for 20 "the quota" kubectl wait --namespace team-b --for='jsonpath={.status.hard}' resourcequota/stop --timeout=1s
refused 'STOP: namespace team-b' move --yes team-b
expect $((EACH * 2)) 0
kubectl delete quota stop --namespace team-b
move --yes || fail "$(<"$SAID")"
expect_said 'begun by an earlier run: --apply brings it to an end'
expect 0 $((EACH * 3))
move --yes --undo || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

say "-- only Secrets of what moves count, and all that is in them"
kubectl create secret tls foreign --namespace team-b --cert "$WORLD_DIR/theirs/ca.crt" --key "$WORLD_DIR/theirs/ca.key"
spoiling foreign tls.crt move --yes team-b || fail "another's Secret stops it: $(<"$SAID")"
kubectl delete secret foreign --namespace team-b
move --yes --undo team-b || fail "$(<"$SAID")"
refused 'not as it was before: Secret c1' spoiling c1 more move --yes team-b
move --yes --undo team-b || fail "$(<"$SAID")"
kubectl patch secret c1 --namespace team-b --type merge --patch '{"data":{"more":null}}'
expect $((EACH * 3)) 0

say "-- what the plan says is ordered is no reason to stop"
kubectl patch certificates.cert-manager.io c2 --namespace team-b --type merge --patch '{"spec":{"dnsNames":["www.example.com"]}}'
move --yes team-b || fail "$(<"$SAID")"
expect_said "$EACH Certificates are Sallyport's and Ready; Secrets as they were: $((EACH - 1))"
(($(orders_made) == orders + 1)) || fail "$(($(orders_made) - orders)) orders were made instead of one"
orders=$(orders_made)
secrets >"$WORLD_DIR/theirs/before"
move --yes --undo team-b || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

say "-- it stops where a Certificate is not Ready"
kubectl patch issuers.cert-manager.io le --namespace team-b --type merge --patch '{"spec":{"acme":{"server":"https://127.0.0.1:1/no-ca"}}}'
kubectl patch certificates.cert-manager.io c0 --namespace team-b --type merge --patch '{"spec":{"dnsNames":["other.team-b.example.com"]}}'
sed -i 's/--timeout=120s/--timeout=5s/' "$SCRIPTS/move.sh"
refused 'STOP: namespace team-b: not all are Ready' move --yes
[[ ! $(kubectl get certificates.sallyport.dev --namespace team-c --output name) ]] || fail "it went on"
move --yes --undo || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

take_all_away
