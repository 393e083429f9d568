# kubectl sallyport migrate moves 200 Certificates from cert-manager, of the CustomResourceDefinitions
# of its own release, without an order, a new account or another byte in a Secret; and back again.
mkdir -p "$WORLD_DIR/plugins"
ln -sf "$PROGRAMS/kubectl-sallyport" "$WORLD_DIR/plugins"
export PATH=$WORLD_DIR/plugins:$PATH
COUNT=200
MOVED=$WORLD_DIR/moved
mkdir -p "$MOVED"
# kubectl remembers which kinds there are: the cases after this one know no other Certificate than ours.
export KUBECACHEDIR=$MOVED/kubectl-cache
migrate() { kubectl sallyport migrate --namespace "$NS" "$@"; }
theirs() { k get certificates.cert-manager.io --output name | wc -l; }

say "-- cert-manager's definitions, and every field of them"
kubectl apply --server-side --filename "$CERT_MANAGER_CRDS" >/dev/null
kubectl wait --for condition=Established --timeout 20s crd/certificates.cert-manager.io crd/issuers.cert-manager.io \
  crd/clusterissuers.cert-manager.io >/dev/null
diff "$SALLYPORT_ROOT/tests/migration/fields.txt" <(
  kubectl get --output json crd/{certificates,issuers,clusterissuers}.cert-manager.io |
    python3 "$SALLYPORT_ROOT/tests/migration/definitions.py" | LC_ALL=C sort
) ||
  fail "cert-manager has other fields than tests/migration/fields.txt lists"
# The corpus is what the real definitions take, but for the fields that are of no release yet.
kubectl create namespace team-a >/dev/null
for file in "$SALLYPORT_ROOT"/tests/migration/corpus/*.yaml; do
  [[ $file == *tomorrow* || $file == *renewal-information* || $file == *by-ingress* || $file == *default-issuer* || $file == *edit-in-place-annotation* ]] && continue
  sed 's/^status:.*//' "$file" >"$MOVED/corpus.yaml"
  kubectl apply --dry-run=server --filename "$MOVED/corpus.yaml" >/dev/null ||
    fail "cert-manager's definitions refuse $file"
done
kubectl delete namespace team-a --wait=false >/dev/null

say "-- an account of before, and $COUNT certificates of it"
(
  cd "$MOVED" || exit
  openssl genrsa -out account.key 2048
  openssl genrsa -traditional -out tls.key 2048
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 90 -keyout ca.key -out ca.crt -subj "/CN=old CA"
) &>>"$WORLD_DIR/log/openssl.log"
k create secret generic ca-account --from-file tls.key="$MOVED/account.key" >/dev/null
issuer ca | apply
wait_for_condition issuers.sallyport.dev/ca Ready True 15
ACCOUNT=$(field issuers.sallyport.dev/ca .status.acme.uri)
k delete issuers.sallyport.dev ca >/dev/null
python3 - "$NS" "$COUNT" "$MOVED" "$CA_DIRECTORY" "$WORLD_DIR/pki/acme.crt" "$INGRESS" >"$MOVED/all.yaml" <<'END'
import base64, json, subprocess, sys
namespace, count, folder, directory, bundle, ingress = sys.argv[1:]
b64 = lambda name: base64.b64encode(open(name, "rb").read()).decode()
def put(kind, name, **rest):
    version = {"Secret": "v1"}.get(kind, "cert-manager.io/v1")
    meta = dict({"name": name, "namespace": namespace}, **rest.pop("metadata", {}))
    print("---\n" + json.dumps(dict({"apiVersion": version, "kind": kind, "metadata": meta}, **rest)))
put("Issuer", "ca", spec={"acme": {"server": directory, "email": "ops@example.com", "caBundle": b64(bundle),
    "privateKeySecretRef": {"name": "ca-account"}, "solvers": [{"http01": {"ingress": {"ingressClassName": ingress}}}]}})
put("Issuer", "own", spec={"selfSigned": {}})
put("Certificate", "stays", spec={"secretName": "stays", "dnsNames": ["stays.example.com"], "issuerRef": {"name": "own"}})
for i in range(int(count)):
    host, name = f"c{i}.moved.example.com", f"c{i}"
    subprocess.run(["openssl", "req", "-x509", "-key", "tls.key", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "80",
                    "-subj", "/", "-addext", "subjectAltName=DNS:" + host, "-out", "tls.crt"], cwd=folder, check=True)
    put("Secret", name, type="kubernetes.io/tls",
        metadata={"labels": {"controller.cert-manager.io/fao": "true"}, "annotations": {"cert-manager.io/certificate-name": name}},
        data={"tls.crt": b64(folder + "/tls.crt"), "tls.key": b64(folder + "/tls.key")})
    put("Certificate", name, spec={"secretName": name, "dnsNames": [host], "revisionHistoryLimit": 3, "issuerRef": {"name": "ca"}})
END
k apply --server-side --filename "$MOVED/all.yaml" >/dev/null
k patch issuers.cert-manager.io ca --subresource status --type merge --patch "{\"status\":{\"acme\":{\"uri\":\"$ACCOUNT\"}}}" >/dev/null
# One as cert-manager makes them with --enable-certificate-owner-ref, and one that an Ingress asked for.
uid=$(field certificates.cert-manager.io/c0 .metadata.uid)
k patch secret c0 --type merge --patch "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"cert-manager.io/v1\",\"kind\":\"Certificate\",\"name\":\"c0\",\"uid\":\"$uid\",\"controller\":true,\"blockOwnerDeletion\":true}]}}" >/dev/null
k create ingress site --class "$INGRESS" --rule "c1.moved.example.com/*=a:80,tls=c1" \
  --annotation cert-manager.io/issuer=ca >/dev/null
uid=$(field ingress/site .metadata.uid)
k patch certificates.cert-manager.io c1 --type merge --patch "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",\"name\":\"site\",\"uid\":\"$uid\",\"controller\":true}]}}" >/dev/null
data_of_all() { k get secrets --output json | python3 -c '
import json, sys
for i in json.load(sys.stdin)["items"]:
    if i["type"] == "kubernetes.io/tls": print(i["metadata"]["name"], i["data"])'; }
data_of_all >"$MOVED/before"

say "-- what would be done"
orders=$(orders_made)
accounts=$(ca_log_count 'There are now [0-9]* accounts')
code=0
migrate >"$MOVED/plan" || code=$?
((code == 1)) || fail "exit code $code, though one Certificate stays: $(tail -3 "$MOVED/plan")"
grep --quiet "^1 of 2 issuers and $COUNT of $((COUNT + 1)) Certificates move; 0 of them are ordered anew" "$MOVED/plan" ||
  fail "$(tail -3 "$MOVED/plan")"
grep --quiet "refused spec.selfSigned: is no ACME CA" "$MOVED/plan" || fail "it does not say why one stays"
(($(theirs) == COUNT + 1)) || fail "something was changed"
{ migrate --output yaml || true; } | kubectl apply --dry-run=server --filename - >/dev/null || fail "its YAML is not taken"

say "-- the move, which is cut short once"
timeout --signal KILL 4 kubectl sallyport migrate --namespace "$NS" --apply >/dev/null || true
(($(theirs) > 1)) || fail "it was not cut short"
started=$EPOCHREALTIME
migrate --apply >"$MOVED/log" || true
say "measured: moved in $(seconds_since "$started") s"
(($(theirs) == 1)) || fail "cert-manager has $(theirs) Certificates: $(tail -3 "$MOVED/log")"
all_ready() {
  local ready
  ready=$(k get certificates.sallyport.dev --output 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' |
    grep -c True || true)
  ((ready == COUNT))
}
wait_for 60 "all of them to be ready" all_ready || fail "$(kubectl sallyport list --namespace "$NS" | grep -v ' ready ' | head -5)"
sleep 5
(($(orders_made) == orders)) || fail "$(($(orders_made) - orders)) orders were made"
say "measured: orders made: $(($(orders_made) - orders)), Certificates: $COUNT"
(($(ca_log_count 'There are now [0-9]* accounts') == accounts)) || fail "an account was made"
[[ $(field issuers.sallyport.dev/ca .status.acme.uri) == "$ACCOUNT" ]] || fail "it is another account"
diff "$MOVED/before" <(data_of_all) >/dev/null || fail "the data of a Secret changed"
[[ ! $(field secret/c0 .metadata.ownerReferences) ]] || fail "cert-manager's Certificate still has the Secret"
[[ $(field ingress/site '.metadata.annotations.sallyport\.dev/issuer') == ca ]] || fail "the Ingress has no annotation of ours"
[[ ! $(field ingress/site '.metadata.annotations.cert-manager\.io/issuer') ]] || fail "the Ingress still asks cert-manager"
# By those annotations the controller has it made as it was moved.
[[ $(field certificates.sallyport.dev/c1 .spec.privateKey.algorithm) == RSA ]] || fail "another key is asked for"
k annotate ingress site example.com/note=1 >/dev/null
migrate --apply >/dev/null || true
(($(orders_made) == orders)) || fail "a second run made orders"

say "-- the next renewal is ours"
kubectl sallyport renew c5 --namespace "$NS" --wait --timeout 60s
expect_good_secret c5 c5.moved.example.com

say "-- and back"
data_of_all >"$MOVED/before"
orders=$(orders_made)
migrate --undo >"$MOVED/log" || fail "$(tail -3 "$MOVED/log")"
(($(theirs) == COUNT + 1)) || fail "cert-manager has $(theirs) Certificates"
none_of_ours() { [[ ! $(k get certificates.sallyport.dev,issuers.sallyport.dev --output name) ]]; }
wait_for 10 "ours to go" none_of_ours
! k get secrets --selector app.kubernetes.io/managed-by=sallyport --output name | grep -v account || fail "our marks are left"
[[ ! $(k get configmaps --selector sallyport.dev/migration --output name) ]] || fail "ConfigMaps are left"
[[ $(field ingress/site '.metadata.annotations.cert-manager\.io/issuer') == ca ]] || fail "the Ingress has not its annotation"
[[ $(field certificates.cert-manager.io/c7 .spec.revisionHistoryLimit) == 3 ]] || fail "a field is lost"
diff "$MOVED/before" <(data_of_all) >/dev/null || fail "the data of a Secret changed"
(($(orders_made) == orders)) || fail "an order was made"
kubectl delete --filename "$CERT_MANAGER_CRDS" >/dev/null
