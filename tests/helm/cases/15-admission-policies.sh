# The admission policies are those of manifests/examples, with the names of whatever release it is.
# With Helm 3 as well.
use_namespace "$SYSTEM"
diff "$SALLYPORT_ROOT/manifests/examples/admission-policies.yaml" \
  "$CHART/files/admission-policies.yaml" || fail "run helm/crds.sh"
rendered
if objects names "$CASE_DIR/rendered.json" | grep Admission; then fail "they are for who asks for them"; fi

policies() {
  helm template edge "$CHART" --namespace tls --set admissionPolicies.enabled=true \
    --show-only templates/admissionpolicies.yaml "$@"
}
policies >"$CASE_DIR/policies.yaml"
to_json <"$CASE_DIR/policies.yaml" >"$CASE_DIR/rendered.json"
for name in challenge-path challenge-route domain answers; do
  expect "ValidatingAdmissionPolicy/edge-sallyport-$name" metadata.labels.app~kubernetes~io/instance '"edge"'
  expect "ValidatingAdmissionPolicyBinding/edge-sallyport-$name" spec.policyName "\"edge-sallyport-$name\""
done
if grep sallyport-system "$CASE_DIR/policies.yaml"; then fail "that namespace is not the release's"; fi
policies --set controller.serviceAccount.name=tls-writer | to_json >"$CASE_DIR/rendered.json"
expect ValidatingAdmissionPolicy/edge-sallyport-answers spec.validations[0].expression \
  "\"request.userInfo.username == 'system:serviceaccount:tls:tls-writer'\""

# DF33: that release's controller writes answers, and nobody else; its namespace has the path.
kubectl apply --filename "$SALLYPORT_ROOT/manifests/crds.yaml"
crds_serve
for name in tls tenant; do
  kubectl create namespace "$name" --dry-run=client --output yaml | kubectl apply --filename -
done
kubectl apply --filename "$CASE_DIR/policies.yaml"
cat >"$CASE_DIR/challenge.yaml" <<END
apiVersion: sallyport.dev/v1
kind: Challenge
metadata: {name: one}
spec: {answers: []}
END
cat >"$CASE_DIR/ingress.yaml" <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: one}
spec:
  rules:
    - http:
        paths:
          - path: /.well-known/acme-challenge/
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
END
# create NAMESPACE OBJECT ACCOUNT
create() {
  kubectl create --dry-run=server --namespace "$1" --filename "$CASE_DIR/$2.yaml" \
    --as "system:serviceaccount:$3" --as-group system:masters
}
is_refused() { ! create "$@"; }
wait_for 20 "the policies to count" is_refused tenant ingress tenant:somebody
wait_for 20 "the policies to count" is_refused tls challenge tenant:somebody
refused "by Sallyport's controller only" create tls challenge sallyport-system:sallyport-controller
refused "by Sallyport's controller only" create tls challenge tls:edge-sallyport-sidecar
create tls challenge tls:edge-sallyport-controller
refused "is Sallyport's" create tenant ingress tls:edge-sallyport-controller
create tls ingress tls:edge-sallyport-controller
kubectl delete --filename "$CASE_DIR/policies.yaml"
without_crds
