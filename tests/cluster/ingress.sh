# Ingress controllers, as plain processes that know the control plane by a kubeconfig. Sourced by
# bed.sh. $INGRESS is the one on port 80 of $INGRESS_ADDRESS: its program's name and its class.
#
# By the Gateway API: install_gateway_api, then start_gateway. Then there is, of a GatewayClass `public`,
# in the namespace `gateway`, the Gateway `public`, whose listener `web` takes
# HTTPRoutes of every namespace, on port 80 of $GATEWAY_ADDRESS: names must lead there, by
# dns_leads NAME $GATEWAY_ADDRESS. end_gateway ends it all.

INGRESS=${SALLYPORT_INGRESS:-traefik}
GATEWAY_ADDRESS=10.77.0.10
INGRESSES=$BED/manifests/ingress

# ingress_account NAME: what NAME may, by the file of that name, and its kubeconfig.
ingress_account() {
  kubectl apply --filename "$INGRESSES/$1.yaml" >/dev/null
  wait_for 30 "the ServiceAccount controller" kubectl get serviceaccount --namespace "$1" "$1"
  token_of "$1" "$1"
  write_kubeconfig "$1" "tokenFile: $WORLD_DIR/$1.token"
}

# launch_traefik NAME ADDRESS FLAG...: Traefik as NAME. By default it takes changes every 2 s only.
launch_traefik() {
  local name=$1 address=$2
  shift 2
  KUBECONFIG=$WORLD_DIR/traefik.kubeconfig start "$name" "$TRAEFIK" --log.level=WARN --log.nocolor \
    --global.checknewversion=false --providers.providersthrottleduration=100ms \
    "--entrypoints.web.address=$address:80" "--entrypoints.websecure.address=$address:443" "$@"
}

# start_traefik FLAG...: by Ingresses of class traefik.
start_traefik() {
  ingress_account traefik
  launch_traefik traefik "$INGRESS_ADDRESS" --providers.kubernetesingress \
    --providers.kubernetesingress.ingressclass=traefik "$@"
}

# start_skipper FLAG...
start_skipper() {
  ingress_account skipper
  SSL_CERT_FILE=$WORLD_DIR/pki/kubernetes.crt start skipper "$(tool skipper)" \
    -address "$INGRESS_ADDRESS:80" -support-listener "" -kubernetes -kubernetes-url "$API_URL" \
    -kubernetes-token-file "$WORLD_DIR/skipper.token" -kubernetes-ingress-class skipper \
    -enable-kubernetes-endpointslices -kubernetes-https-redirect=false -source-poll-timeout 200 \
    -proxy-preserve-host -wait-first-route-load -access-log-disabled -application-log-level WARN "$@"
}

# start_ingress FLAG...
start_ingress() { "start_$INGRESS" "$@"; }

# restart_ingress FLAG...: as a new process, which knows the API server as it is now. One that goes on
# waits ever longer after each of its restarts, and reads its token and the authority once a minute.
restart_ingress() {
  ended "$INGRESS" KILL
  start_ingress "$@"
  up "$INGRESS" 60 site_answers
}

# site_yaml: the user's site, by an Ingress of the class in use.
site_yaml() { sed "s/@CLASS@/$INGRESS/" "$BED/manifests/site.yaml"; }

# --- the Gateway API ---

gateway_crds() { kubectl get crds --output name | grep '\.gateway\.networking\.k8s\.io$'; }

install_gateway_api() {
  kubectl apply --server-side --filename "$GATEWAY_API" >/dev/null
  gateway_crds | xargs kubectl wait --for condition=Established --timeout 20s >/dev/null
}

remove_gateway_api() { kubectl delete --filename "$GATEWAY_API" >/dev/null; }

# dns_leads NAME ADDRESS...: instead of to $INGRESS_ADDRESS.
dns_leads() {
  local name=$1
  shift
  dns clear-a "{\"host\":\"$name.\"}"
  dns add-a "{\"host\":\"$name.\",\"addresses\":[$(printf '"%s"\n' "$@" | paste -sd ,)]}"
}

gateway_is_programmed() {
  [[ $(kubectl get gateway --namespace gateway public \
    --output 'jsonpath={.status.conditions[?(@.type=="Programmed")].status}') == True ]]
}

# make_gateway CONTROLLER: whoever goes by that name serves it.
make_gateway() {
  sed "s|@CONTROLLER@|$1|" "$INGRESSES/gateway.yaml" | kubectl apply --filename - >/dev/null
}

# start_gateway FLAG...
start_gateway() {
  ingress_account traefik
  make_gateway traefik.io/gateway-controller
  launch_traefik gateway "$GATEWAY_ADDRESS" --providers.kubernetesgateway "$@"
  up gateway 30 gateway_is_programmed
}

end_gateway() {
  ended gateway KILL
  kubectl delete --filename "$INGRESSES/gateway.yaml" >/dev/null
  remove_gateway_api
}
