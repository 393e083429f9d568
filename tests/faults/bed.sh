# What is between our programs and the API server and the CA here: a proxy each, with a plan each.
# Needs the other test bed's bed.sh and expect.sh.

FAULTS=$SALLYPORT_ROOT/tests/faults
PROXY_ADDRESS=10.77.0.9
PROXIED_CA_HOST=faulty-ca.example.net

# plan WHICH JSON: what befalls the requests from now on; WHICH is api or ca.
plan() {
  printf '%s' "$2" >"$WORLD_DIR/$1.plan.next"
  mv "$WORLD_DIR/$1.plan.next" "$WORLD_DIR/$1.plan"
}
calm() { plan api '{}' && plan ca '{}'; }

# start_proxy WHICH PORT UPSTREAM AUTHORITY
start_proxy() {
  local pki=$WORLD_DIR/pki
  start "$1-proxy" python3 "$FAULTS/proxy.py" "$PROXY_ADDRESS:$2" "$3" "$pki/$1-proxy.crt" \
    "$pki/$1-proxy.key" "$pki/$4.crt" "$WORLD_DIR/$1.plan" "$WORLD_DIR/log/$1-proxy.requests"
}

make_proxy_certificates() (
  cd "$WORLD_DIR/pki" || exit
  make_certificate kubernetes api-proxy /CN=api-proxy serverAuth "IP:$PROXY_ADDRESS"
  make_certificate acme ca-proxy /CN=ca-proxy serverAuth "DNS:$PROXIED_CA_HOST"
)

proxies_up() {
  make_proxy_certificates
  dns add-a "{\"host\":\"$PROXIED_CA_HOST.\",\"addresses\":[\"$PROXY_ADDRESS\"]}"
  calm
  start_proxy api 6443 "$API_URL" kubernetes
  start_proxy ca 14000 "https://$CA_HOST:14000" acme
  CA_DIRECTORY=https://$PROXIED_CA_HOST:14000/dir
  up api-proxy 10 answers --cacert "$WORLD_DIR/pki/kubernetes.crt" "https://$PROXY_ADDRESS:6443/readyz"
  up ca-proxy 10 answers --cacert "$WORLD_DIR/pki/acme.crt" "$CA_DIRECTORY"
}

# faulty_product_up: our programs, which know the API server as the proxy only.
faulty_product_up() {
  local direct=$API_URL
  account_kubeconfig sallyport-controller
  account_kubeconfig sallyport-sidecar
  sed -i "s|$direct|https://$PROXY_ADDRESS:6443|" "$WORLD_DIR"/sallyport-*.kubeconfig
  start_sidecar
  start_controller
}

# What an issuance leaves behind for a while, and must not for ever.
passing_objects() {
  kubectl get challenges --namespace "$SYSTEM" --output name
  kubectl get secrets --all-namespaces --output name | grep sallyport-key- || true
}
none_is_passing() { [[ -z $(passing_objects) ]]; }
routes() { kubectl get ingresses --namespace "$SYSTEM" --selector sallyport.dev/role=route --output name; }
has_routes() { [[ $(routes | wc -l) == "$1" ]]; }
