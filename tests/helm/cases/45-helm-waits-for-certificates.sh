# A chart of the user's own with an Issuer and a Certificate: Helm's --wait takes them for ready when
# they are, and neither before the controller has seen them nor while a name is not right. Helm 3 waits
# for no kinds that it does not know.
export SALLYPORT_ANSWER_GRACE=1
fresh
install
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
product_up
use_namespace waited-for
kubectl create namespace "$NS"
chart=$CASE_DIR/site
mkdir -p "$chart/templates"
printf 'apiVersion: v2\nname: site\nversion: 1.0.0\n' >"$chart/Chart.yaml"
issuer ca >"$chart/templates/issuer.yaml"
certificate web ca waited.example.com >"$chart/templates/certificate.yaml"
is_waiting() { [[ -d /proc/$waiting ]] && [[ $(field certificate/web .metadata.name 2>/dev/null) == web ]]; }

say "-- nobody looks at it yet"
signal controller STOP
helm install site "$chart" --namespace "$NS" --wait --timeout 60s >"$CASE_DIR/install.log" 2>&1 &
waiting=$!
wait_for 20 "the objects" is_waiting || fail "$(cat "$CASE_DIR/install.log")"
sleep 4
[[ $(field certificate/web .status.observedGeneration) == -1 ]] || fail "$(k get certificate/web --output yaml)"
is_waiting || fail "helm did not wait: $(cat "$CASE_DIR/install.log")"
signal controller CONT
wait "$waiting" || fail "helm gave up: $(cat "$CASE_DIR/install.log")"
has_condition certificate/web Ready True || fail "helm said it is ready: $(explanation certificate/web)"

say "-- one that cannot be issued"
dns set-servfail '{"host":"unknown.example.com"}'
certificate web ca waited.example.com unknown.example.com >"$chart/templates/certificate.yaml"
! helm upgrade site "$chart" --namespace "$NS" --wait --timeout 8s ||
  fail "helm took it for ready: $(explanation certificate/web)"
helm uninstall site --namespace "$NS"
programs_end
uninstall
