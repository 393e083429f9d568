# Ingresses and Gateways whose annotations ask for certificates: what follows edits, what is refused,
# what goes with its owner, and the placeholder for a listener that doesn't work without a Secret.
HOST=shop.annotated.example.com
# kubectl remembers which kinds there are: the cases after this one know no other Certificate than ours.
export KUBECACHEDIR=$WORLD_DIR/kubectl-annotations

# ingress NAME ANNOTATION SECRET HOST...
ingress() {
  local name=$1 annotation=$2 secret=$3
  shift 3
  cat <<END_OF_INGRESS
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: $name
  annotations:
    $annotation
spec:
  tls:
    - secretName: $secret
      hosts: [$(printf '%s, ' "$@")]
  rules:
    - host: $1
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}
END_OF_INGRESS
}
was_told() { [[ $(kubectl events --namespace "$NS" --for "$1" --output json) == *"$2"* ]]; }
owner_of() { field "certificate/$1" '.metadata.ownerReferences[0].kind'; }
is_placeholder() { [[ $(field "secret/$1" '.metadata.annotations.sallyport\.dev/placeholder') == true ]]; }

issuer ca | apply
wait_for_condition issuer/ca Ready True 15

say "-- an Ingress that asks has a Certificate"
orders=$(orders_made)
ingress shop 'sallyport.dev/issuer: ca' shop-tls "$HOST" | apply
wait_for 10 "the Certificate" exists certificate/shop-tls
wait_for_condition certificate/shop-tls Ready True 30
expect_good_secret shop-tls "$HOST"
[[ $(owner_of shop-tls) == Ingress ]] || fail "its owner is $(owner_of shop-tls)"
wait_for 10 "the Event" was_told ingress/shop CertificateCreated
expect_at_most "orders" $(($(orders_made) - orders)) 1

say "-- its names follow edits, and so does its Secret"
ingress shop 'sallyport.dev/issuer: ca' shop-tls "$HOST" "www.$HOST" | apply
has_both() { [[ $(field certificate/shop-tls .spec.dnsNames) == *"www.$HOST"* ]]; }
wait_for 10 "the second name" has_both
holds_both() { secret_file shop-tls tls.crt "$WORLD_DIR/both" && openssl x509 -in "$WORLD_DIR/both" -noout -ext subjectAltName | finds "www.$HOST"; }
wait_for 30 "a certificate for both" holds_both
expect_good_secret shop-tls "$HOST" "www.$HOST"
k patch certificate shop-tls --type merge --patch '{"spec": {"dnsNames": ["other.example.com"]}}' >/dev/null
wait_for 10 "the names to be put back" has_both
ingress shop 'sallyport.dev/issuer: ca' moved-tls "$HOST" | apply
wait_for 10 "the Certificate of the other Secret" exists certificate/moved-tls
wait_for 10 "the first one to go" is_gone certificate/shop-tls
# The ingress controller may serve the old rule still while we look, and neither when the CA asks: then the first
# order fails, and the next one is made a minute later.
wait_for_condition certificate/moved-tls Ready True 90
exists secret/shop-tls || fail "the Secret went with its Certificate"

say "-- what is wrong is told on the Ingress, and changes nothing"
k annotate ingress shop sallyport.dev/private-key-size=big >/dev/null
wait_for 10 "the Event" was_told ingress/shop 'expected a whole number'
k annotate ingress shop sallyport.dev/private-key-size=7 --overwrite >/dev/null
wait_for 10 "the API server's words" was_told ingress/shop 'Certificate moved-tls is refused'
k annotate ingress shop sallyport.dev/private-key-size- >/dev/null
[[ $(condition certificate/moved-tls Ready) == True ]] || fail "$(explanation certificate/moved-tls)"
certificate taken ca taken.annotated.example.com | apply
wait_for_condition certificate/taken Ready True 30
ingress second 'sallyport.dev/issuer: ca' taken taken.annotated.example.com | apply
wait_for 10 "the Event" was_told ingress/second 'Certificate taken is there and is not of this Ingress'
[[ ! $(owner_of taken) ]] || fail "the Certificate of a user is $(owner_of taken)'s now"
k delete ingress second >/dev/null

say "-- the annotations of cert-manager, where the administrator says so"
ingress theirs 'cert-manager.io/issuer: ca' theirs-tls theirs.annotated.example.com | apply
ingress ours 'sallyport.dev/issuer: ca' ours-tls ours.annotated.example.com | apply
wait_for_condition certificate/ours-tls Ready True 30
is_gone certificate/theirs-tls || fail "they are heeded"
kubectl apply --filename - >/dev/null <<'CRD'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: certificates.cert-manager.io}
spec:
  group: cert-manager.io
  scope: Namespaced
  names: {kind: Certificate, listKind: CertificateList, plural: certificates, singular: certificate}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
CRD
as_it_was() {
  kubectl delete --ignore-not-found crd certificates.cert-manager.io >/dev/null
  if gateway_crds >/dev/null; then remove_gateway_api; fi
  restart_controller
}
trap as_it_was EXIT
kubectl wait --for condition=Established --timeout 20s crd/certificates.cert-manager.io >/dev/null
theirs() { kubectl "$@" --namespace "$NS" certificates.cert-manager.io theirs-tls; }
wait_for 20 "their Certificate" k create --filename - <<'THEIRS'
{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: theirs-tls}, spec: {secretName: theirs-tls}}
THEIRS
kill_controller
start_controller "--cert-manager-annotations=namespace/$NS"
wait_for 20 "the Event" was_told ingress/theirs 'kubectl sallyport migrate'
is_gone certificates.sallyport.dev/theirs-tls || fail "there are two writers"
theirs delete >/dev/null
k annotate ingress theirs cert-manager.io/revision-history-limit=3 >/dev/null
wait_for 20 "the Certificate" exists certificates.sallyport.dev/theirs-tls
wait_for_condition certificates.sallyport.dev/theirs-tls Ready True 30
wait_for 10 "what changes nothing" was_told ingress/theirs 'annotations that change nothing: cert-manager.io/revision-history-limit'

say "-- what it owns goes with it, and the Secret stays"
k delete ingress shop >/dev/null
wait_for 30 "the Certificate to go" is_gone certificates.sallyport.dev/moved-tls
exists secret/moved-tls || fail "the Secret went too"

say "-- a Gateway's Secret is there before anything else"
install_gateway_api
k apply --filename - >/dev/null <<GATEWAY
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: front
  annotations: {sallyport.dev/issuer: later}
spec:
  gatewayClassName: nobodys
  listeners:
    - {name: http, protocol: HTTP, port: 80}
    - name: https
      protocol: HTTPS
      port: 443
      hostname: front.annotated.example.com
      tls: {certificateRefs: [{name: front-tls}]}
GATEWAY
wait_for 60 "the placeholder" is_placeholder front-tls
wait_until_it_says certificates.sallyport.dev/front-tls PlaceholderStored 10
[[ $(condition certificates.sallyport.dev/front-tls Ready) == False ]] || fail "a placeholder is counted as ready"
secret_file front-tls tls.crt "$WORLD_DIR/placeholder.crt"
openssl x509 -in "$WORLD_DIR/placeholder.crt" -noout -ext subjectAltName | finds front.annotated.example.com ||
  fail "the placeholder is for other names"
issuer later | apply
wait_for_condition certificates.sallyport.dev/front-tls Ready True 40
expect_good_secret front-tls front.annotated.example.com
! is_placeholder front-tls || fail "it is marked as a placeholder still"
k delete gateway front >/dev/null
wait_for 30 "its Certificate to go" is_gone certificates.sallyport.dev/front-tls
