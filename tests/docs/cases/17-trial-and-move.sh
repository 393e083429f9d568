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
trial=$SALLYPORT_ROOT/manifests/from-cert-manager/trial.sh

say "-- the trial, from nothing"
! "$trial" default </dev/null >"$WORLD_DIR/theirs/said" 2>&1 || fail "it does not ask"
grep --quiet 'nobody is there to answer' "$WORLD_DIR/theirs/said" || fail "$(<"$WORLD_DIR/theirs/said")"
# answered WORD: by a person at a terminal.
answered() { script --quiet --return --command "'$trial' default" /dev/null <<<"$1" >"$WORLD_DIR/theirs/said" 2>&1; }
! answered n || fail "it goes on without leave"
grep --quiet 'nothing was changed' "$WORLD_DIR/theirs/said" || fail "$(<"$WORLD_DIR/theirs/said")"
! kubectl get crd certificates.sallyport.dev 2>/dev/null || fail "it has changed something unasked"
started=$EPOCHREALTIME
read_section docs/from-cert-manager.md "Try it on one namespace"
say "measured: the trial, with the installation: $(seconds_since "$started") s (at most 600)"
expect $((EACH * 2)) "$EACH"
say "-- once more, and back"
(cd "$CHECKOUT" && bash manifests/from-cert-manager/trial.sh --yes --cert-manager-namespace=cert-manager default) || fail "it cannot be run again"
expect $((EACH * 2)) "$EACH"
(cd "$CHECKOUT" && bash manifests/from-cert-manager/trial.sh --yes --undo default) || fail "there is no way back"
expect $((EACH * 3)) 0

say "-- the move of all, and back"
started=$EPOCHREALTIME
read_section docs/from-cert-manager.md "Move all of them" | tee "$WORLD_DIR/theirs/said"
say "measured: the move of $((EACH * 3)) Certificates in 3 namespaces, and back: $(seconds_since "$started") s (at most 3600)"
(($(grep -c "^== .*: $EACH Certificates are Sallyport's and Ready" "$WORLD_DIR/theirs/said") == 3)) ||
  fail "not all of them were moved"
expect $((EACH * 3)) 0

say "-- it stops where a Certificate is not Ready"
kubectl patch issuers.cert-manager.io le --namespace team-b --type merge --patch '{"spec":{"acme":{"server":"https://127.0.0.1:1/no-ca"}}}'
kubectl patch certificates.cert-manager.io c3 --namespace team-b --type merge --patch '{"spec":{"dnsNames":["other.team-b.example.com"]}}'
! (cd "$CHECKOUT" && sed -i 's/--timeout=120s/--timeout=5s/' manifests/from-cert-manager/move.sh &&
  bash manifests/from-cert-manager/move.sh --yes) >"$WORLD_DIR/theirs/said" 2>&1 || fail "it goes on"
grep --quiet 'STOP: namespace team-b: not all are Ready' "$WORLD_DIR/theirs/said" || fail "$(tail -5 "$WORLD_DIR/theirs/said")"
[[ ! $(kubectl get certificates.sallyport.dev --namespace team-c --output name) ]] || fail "it went on"
(cd "$CHECKOUT" && bash manifests/from-cert-manager/move.sh --yes --undo)
expect $((EACH * 3)) 0

kubectl delete --filename "$CERT_MANAGER_CRDS"
read_section docs/uninstall.md "By kubectl"
kubectl delete namespace team-b team-c
k delete secrets --all
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
