# A cluster that cert-manager serves, without Sallyport, and the scripts that move it. A case sets EACH, the
# number of Certificates in each of three namespaces, and sources this. Needs pages.sh and expect.sh.
export HOME=$WORLD_DIR
mkdir -p "$HOME/.local/bin" "$WORLD_DIR/theirs"
cp "$PROGRAMS/kubectl-sallyport" "$HOME/.local/bin"
export PATH=$HOME/.local/bin:$PATH
# kubectl remembers which kinds there are: the cases after this one know no other Certificate than ours.
export KUBECACHEDIR=$WORLD_DIR/kubectl-cache-of-the-move
TEAMS=(default team-b team-c)

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
SCRIPTS=$CHECKOUT/manifests/from-cert-manager
SAID=$WORLD_DIR/theirs/said
# shellcheck disable=SC2034 # the cases read it
IMAGE=--image=registry.example.com/sallyport:0.1.0
# trial and move, as they are in the reader's folder. What they say is in SAID.
trial() { bash "${TRIAL:-$SCRIPTS/trial.sh}" "$@" </dev/null >"$SAID" 2>&1; }
move() { bash "$SCRIPTS/move.sh" "$@" </dev/null >"$SAID" 2>&1; }
expect_said() { grep --quiet --fixed-strings -- "$1" "$SAID" || fail "it does not say \"$1\", but: $(tail -5 "$SAID")"; }
# refused WORDS COMMAND...: it ends badly, and says those words.
refused() {
  ! "${@:2}" || fail "${*:2}: it ends well"
  expect_said "$1"
}
# broken WORDS COMMAND...: with a kubectl that fails where its arguments hold these words.
# spoiling SECRET KEY COMMAND...: with one that changes that Secret of team-b as soon as a move is made.
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
    '$REAL' patch secret --namespace team-b $1 --type merge --patch '{\"data\":{\"$2\":\"YQ==\"}}'"
  PATH=$WORLD_DIR/shim:$PATH "${@:3}"
}

# take_all_away: as it was before the case.
take_all_away() {
  kubectl delete --filename "$CERT_MANAGER_CRDS"
  read_section docs/uninstall.md "By kubectl"
  kubectl delete namespace team-b team-c
  k delete secrets --all
  [[ -z $(leftovers) ]] || fail "left: $(leftovers)"
}
