# Helm, kubectl and the tools of GitOps write one and the same Certificate, one after another: a name
# that one of them takes out goes, whoever wrote it before; nobody's write touches what the controller
# tells, and the controller's status is in nobody's way. Helm 4 waits for it, Helm 3 does not.
# With Helm 3 as well.
export SALLYPORT_ANSWER_GRACE=1
fresh
install
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
product_up
use_namespace managers
kubectl create namespace "$NS"
chart=$CASE_DIR/site
mkdir -p "$chart/templates"
printf 'apiVersion: v2\nname: site\nversion: 1.0.0\n' >"$chart/Chart.yaml"
issuer ca | apply
wait_for_condition issuer/ca Ready True 30

# Helm 4 leaves what another one has written by server-side apply alone, unless it is told otherwise.
TAKES=()
if [[ $HELM == helm ]]; then TAKES=(--force-conflicts); fi
# by MANAGER HOST...: it writes the Certificate.
by() {
  certificate web ca "${@:2}" >"$chart/templates/certificate.yaml"
  case $1 in
    helm) helm upgrade --install site "$chart" --namespace "$NS" "${TAKES[@]}" >/dev/null ;;
    kubectl) k apply --filename "$chart/templates/certificate.yaml" >/dev/null ;;
    replace) k replace --filename "$chart/templates/certificate.yaml" >/dev/null ;;
    *) k apply --server-side --force-conflicts --field-manager "$1" --filename "$chart/templates/certificate.yaml" >/dev/null ;;
  esac || fail "$1 cannot write it"
}
names() { field certificate/web .spec.dnsNames; }
generation() { field certificate/web .metadata.generation; }
status() { field certificate/web .status; }
# owned_by MANAGER: what of the object's fields it owns, also those of the status.
owned_by() {
  k get certificate/web --output json --show-managed-fields | python3 -c '
import json, sys
for m in json.load(sys.stdin)["metadata"]["managedFields"]:
    if m["manager"] == sys.argv[1]: print(m.get("subresource", "-"), *sorted(m["fieldsV1"]))' "$1"
}

say "-- Helm makes it; the controller tells of it and writes nothing else of it"
by helm a.managers.example.com b.managers.example.com
wait_for_condition certificate/web Ready True 60
expect_good_secret web-tls a.managers.example.com b.managers.example.com
[[ $(owned_by sallyport) == 'status f:status' ]] || fail "the controller owns: $(owned_by sallyport)"

say "-- a change of managers, each of whom takes a name out"
before=helm
for manager in kubectl argocd-controller kustomize-controller helm Helm flux-client argocd-controller kubectl replace helm; do
  by "$before" a.managers.example.com b.managers.example.com
  [[ $(names) == '["a.managers.example.com","b.managers.example.com"]' ]] || fail "$before wrote $(names)"
  by "$manager" a.managers.example.com
  [[ $(names) == '["a.managers.example.com"]' ]] || fail "after $before, $manager leaves $(names)"
  before=$manager
done

say "-- who writes the same again changes nothing, and no status is lost"
rested() { has_condition certificate/web Issuing False && has_condition certificate/web Ready True; }
wait_for 60 "the certificate" rested || fail "$(explanation certificate/web)"
sleep 2
told=$(status) seen=$(generation)
for manager in helm kubectl argocd-controller kustomize-controller; do
  by "$manager" a.managers.example.com
  by "$manager" a.managers.example.com
  [[ $(generation) == "$seen" ]] || fail "$manager makes another generation of the same"
  [[ $(status) == "$told" ]] || fail "$manager changes the status: $(status)"
done

say "-- with --wait"
k delete certificate web
k delete secret web-tls
helm uninstall site --namespace "$NS"
certificate web ca a.managers.example.com >"$chart/templates/certificate.yaml"
ended controller
if [[ $HELM == helm3 ]]; then
  helm install site "$chart" --namespace "$NS" --wait --timeout 30s
  start_controller
  k wait --for=condition=Ready --timeout=60s certificate/web
else
  ! helm install site "$chart" --namespace "$NS" --wait --timeout 5s || fail "nobody has looked at it, and Helm does not wait"
  start_controller
  helm upgrade --install site "$chart" --namespace "$NS" --wait --timeout 60s "${TAKES[@]}"
fi
has_condition certificate/web Ready True || fail "$(explanation certificate/web)"

helm uninstall site --namespace "$NS"
kubectl delete namespace "$NS"
programs_end
uninstall
