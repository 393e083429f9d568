# A team that runs cert-manager tries Sallyport on one namespace, goes back, moves all of them, and goes
# back: without an order, and without another byte in a Secret.
export HOME=$WORLD_DIR
mkdir -p "$HOME/.local/bin" "$WORLD_DIR/theirs"
cp "$PROGRAMS/kubectl-sallyport" "$HOME/.local/bin"
export PATH=$HOME/.local/bin:$PATH
# kubectl remembers which kinds there are: the cases after this one know no other Certificate than ours.
export KUBECACHEDIR=$WORLD_DIR/kubectl-cache-of-the-move
TEAMS=(default team-b team-c)
EACH=20

say "-- a cluster that cert-manager serves, and no Sallyport"
kubectl apply --server-side --filename "$CERT_MANAGER_CRDS"
kubectl wait --for condition=Established --timeout 20s crd/{certificates,issuers,clusterissuers}.cert-manager.io
kubectl create namespace team-b
kubectl create namespace team-c
# put NAMESPACE NUMBER: a Certificate with what it asks for in its Secret.
put() {
  local name=c$2 host=c$2.$1.example.com
  openssl req -x509 -key "$WORLD_DIR/theirs/tls.key" -CA "$WORLD_DIR/theirs/ca.crt" -CAkey "$WORLD_DIR/theirs/ca.key" \
    -days 80 -subj / -addext "subjectAltName=DNS:$host" -out "$WORLD_DIR/theirs/tls.crt"
  cat <<END
---
apiVersion: v1
kind: Secret
metadata: {name: $name, namespace: $1, annotations: {cert-manager.io/certificate-name: $name}}
type: kubernetes.io/tls
data: {tls.crt: $(base64 -w0 "$WORLD_DIR/theirs/tls.crt"), tls.key: $(base64 -w0 "$WORLD_DIR/theirs/tls.key")}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: $name, namespace: $1}
spec: {secretName: $name, dnsNames: [$host], issuerRef: {name: le}}
END
}
(
  cd "$WORLD_DIR/theirs" || exit
  openssl genrsa -traditional -out tls.key 2048
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 90 -keyout ca.key -out ca.crt -subj "/CN=old CA"
) 2>/dev/null
for team in "${TEAMS[@]}"; do
  kubectl apply --filename - <<END
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: le, namespace: $team}
spec:
  acme:
    server: $CA_DIRECTORY
    caBundle: $(base64 -w0 "$WORLD_DIR/pki/acme.crt")
    privateKeySecretRef: {name: le-account}
    solvers: [{http01: {ingress: {ingressClassName: $INGRESS}}}]
END
  for ((i = 0; i < EACH; i++)); do put "$team" "$i"; done 2>/dev/null >"$WORLD_DIR/theirs/all.yaml"
  kubectl apply --server-side --filename "$WORLD_DIR/theirs/all.yaml" >/dev/null
done

secrets() {
  kubectl get secrets --all-namespaces --field-selector type=kubernetes.io/tls --output json | python3 -c '
import json, sys
for i in json.load(sys.stdin)["items"]: print(i["metadata"]["namespace"], i["metadata"]["name"], i["data"])'
}
theirs() { kubectl get certificates.cert-manager.io --all-namespaces --output name | wc -l; }
ours() { kubectl get certificates.sallyport.dev --all-namespaces --output name | wc -l; }
ready() {
  kubectl get certificates.sallyport.dev --all-namespaces --output \
    'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c True || true
}
secrets >"$WORLD_DIR/theirs/before"
(($(wc -l <"$WORLD_DIR/theirs/before") == EACH * 3)) || fail "there are not as many Secrets as Certificates"
orders=$(orders_made)
# expect THEIRS OURS: so many Certificates each; ours are Ready; nothing was ordered or written.
expect() {
  (($(theirs) == $1)) || fail "cert-manager has $(theirs) Certificates instead of $1"
  (($(ours) == $2 && $(ready) == $2)) || fail "Sallyport has $(ours) Certificates, $(ready) of them Ready, instead of $2"
  diff "$WORLD_DIR/theirs/before" <(secrets) >/dev/null || fail "the data of a Secret changed"
  (($(orders_made) == orders)) || fail "$(($(orders_made) - orders)) orders were made"
}
scripts=$CHECKOUT/manifests/from-cert-manager
SAID=$WORLD_DIR/theirs/said
IMAGE=--image=registry.example.com/sallyport:0.1.0
# trial and move, as they are in the reader's folder. What they say is in SAID.
trial() { bash "${TRIAL:-$scripts/trial.sh}" "$@" </dev/null >"$SAID" 2>&1; }
move() { bash "$scripts/move.sh" "$@" </dev/null >"$SAID" 2>&1; }
expect_said() { grep --quiet --fixed-strings -- "$1" "$SAID" || fail "it does not say \"$1\", but: $(tail -5 "$SAID")"; }
# refused WORDS COMMAND...: it ends badly, and says those words.
refused() {
  ! "${@:2}" || fail "${*:2}: it ends well"
  expect_said "$1"
}
# broken WORDS COMMAND...: with a kubectl that fails where its arguments hold these words.
# spoiling SECRET COMMAND...: with one that adds to that Secret of team-b as soon as a move is made.
REAL=$(command -v kubectl)
mkdir -p "$WORLD_DIR/shim"
shim() {
  printf '#!/usr/bin/env bash\n%s\n' "$1" >"$WORLD_DIR/shim/kubectl"
  chmod +x "$WORLD_DIR/shim/kubectl"
}
broken() {
  shim "if [[ \"\$*\" == *'$1'* ]]; then echo 'error: as the test wants it' >&2; exit 1; fi; exec '$REAL' \"\$@\""
  PATH=$WORLD_DIR/shim:$PATH "${@:2}"
}
spoiling() {
  shim "'$REAL' \"\$@\" || exit; [[ \"\$*\" != *--apply* ]] ||
    '$REAL' patch secret --namespace team-b $1 --type merge --patch '{\"data\":{\"more\":\"YQ==\"}}'"
  PATH=$WORLD_DIR/shim:$PATH "${@:2}"
}

say "-- the trial refuses before it changes anything"
refused 'image sallyport:0.1.0 is in no registry' trial --yes default
refused 'image sallyport:next is in no registry' trial --yes --image=sallyport:next default
refused 'cannot be read: see above; name a release' trial --yes --install="$WORLD_DIR/none.yaml" default
refused 'names no image' trial --yes --install="$scripts/../crds.yaml" default
mkdir "$WORLD_DIR/released"
cp "$scripts"/*.sh "$WORLD_DIR/released"
sed 's|image: .*|image: beside:0.1.0|' "$scripts/../install.yaml" >"$WORLD_DIR/released/install.yaml"
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
answered() { script --quiet --return --command "bash '$scripts/trial.sh' $IMAGE default" /dev/null <<<"$1" >"$SAID" 2>&1; }
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
sed 's|image: .*|image: registry.example.com/released:0.1.0|' "$scripts/../install.yaml" >"$WORLD_DIR/install.yaml"
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
spoiling foreign move --yes team-b || fail "another's Secret stops it: $(<"$SAID")"
kubectl delete secret foreign --namespace team-b
move --yes --undo team-b || fail "$(<"$SAID")"
refused 'not as it was before: Secret c5' spoiling c5 move --yes team-b
move --yes --undo team-b || fail "$(<"$SAID")"
kubectl patch secret c5 --namespace team-b --type merge --patch '{"data":{"more":null}}'
expect $((EACH * 3)) 0

say "-- what the plan says is ordered is no reason to stop"
kubectl patch certificates.cert-manager.io c4 --namespace team-b --type merge --patch '{"spec":{"dnsNames":["www.example.com"]}}'
move --yes team-b || fail "$(<"$SAID")"
expect_said "$EACH Certificates are Sallyport's and Ready; Secrets as they were: $((EACH - 1))"
(($(orders_made) == orders + 1)) || fail "$(($(orders_made) - orders)) orders were made instead of one"
orders=$(orders_made)
secrets >"$WORLD_DIR/theirs/before"
move --yes --undo team-b || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

say "-- it stops where a Certificate is not Ready"
kubectl patch issuers.cert-manager.io le --namespace team-b --type merge --patch '{"spec":{"acme":{"server":"https://127.0.0.1:1/no-ca"}}}'
kubectl patch certificates.cert-manager.io c3 --namespace team-b --type merge --patch '{"spec":{"dnsNames":["other.team-b.example.com"]}}'
sed -i 's/--timeout=120s/--timeout=5s/' "$scripts/move.sh"
refused 'STOP: namespace team-b: not all are Ready' move --yes
[[ ! $(kubectl get certificates.sallyport.dev --namespace team-c --output name) ]] || fail "it went on"
move --yes --undo || fail "$(<"$SAID")"
expect $((EACH * 3)) 0

kubectl delete --filename "$CERT_MANAGER_CRDS"
read_section docs/uninstall.md "By kubectl"
kubectl delete namespace team-b team-c
k delete secrets --all
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
