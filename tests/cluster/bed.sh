# The test bed, inside a world: a control plane, a CA that really validates, DNS, an ingress
# controller on port 80, a web application behind it, and our two programs. One function each.
# Sourced; needs $WORLD_DIR. bed_up, then product_up; all ends with the world.

source "$(dirname "${BASH_SOURCE[0]}")/step.sh"
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

BED=$SALLYPORT_ROOT/tests/cluster
PROGRAMS=${SALLYPORT_PROGRAMS:-$SALLYPORT_ROOT/build/release}
API_ADDRESS=10.77.0.1
DNS_ADDRESS=10.77.0.3
CA_ADDRESS=10.77.0.4
INGRESS_ADDRESS=10.77.0.5
WEB_ADDRESS=10.77.0.6
SIDECAR_ADDRESS=10.77.0.7
CONTROLLER_ADDRESS=10.77.0.8
# shellcheck disable=SC2034 # the cases read it
CONTROLLER_METRICS=$CONTROLLER_ADDRESS:8180
SIDECAR_METRICS=$SIDECAR_ADDRESS:8091
BED_ADDRESSES=10.77.0.0/24,fd77::/64
API_URL=https://$API_ADDRESS:6443
CA_HOST=ca.example.net
CA_DIRECTORY=https://$CA_HOST:14000/dir
WEB_HOST=shop.example.com
SYSTEM=sallyport-system
AUDIT_LOG=$WORLD_DIR/log/audit.log
# More of the API server's flags. Without nodes nobody reaches it by its Service.
API_FLAGS=(--endpoint-reconciler-type none)
ACCOUNT_KEY=$WORLD_DIR/pki/accounts.key # signs the tokens of ServiceAccounts

export WORLD_DIR API_URL
export KUBECONFIG=$WORLD_DIR/admin.kubeconfig KUBECACHEDIR=$WORLD_DIR/kubectl-cache KUBERC=off
export PATH=$TOOLS_BIN:$PATH
if [[ ${KUBEBUILDER_ASSETS:-} ]]; then export PATH=$KUBEBUILDER_ASSETS:$PATH; fi
unset HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy
mkdir -p "$WORLD_DIR"/{log,pid,pki}
source "$BED/ingress.sh"

# --- programs ---

# start NAME COMMAND...: in the background, output to its log.
start() {
  local name=$1
  shift
  "$@" >>"$WORLD_DIR/log/$name.log" 2>&1 </dev/null &
  printf '%s\n' "$!" >"$WORLD_DIR/pid/$name"
  disown
}

pid_of() { cat "$WORLD_DIR/pid/$1"; }
is_running() { [[ -d /proc/$(pid_of "$1") ]] && ! is_zombie "$1"; }
# Of a process that was killed the other threads may hold a port for a while longer.
is_zombie() {
  local tasks=("/proc/$(pid_of "$1")/task/"*)
  grep -q '^State:.Z' "/proc/$(pid_of "$1")/status" 2>/dev/null && ((${#tasks[@]} <= 1))
}
has_ended() { ! is_running "$1"; }
signal() { kill "-$2" "$(pid_of "$1")"; }

# ended NAME [SIGNAL]: ends it, and waits for that.
ended() {
  signal "$1" "${2:-TERM}"
  wait_for 20 "the end of $1" has_ended "$1"
}

# answers URL CURL-OPTION...: whether something there answers well.
answers() { curl --silent --fail --max-time 2 --noproxy '*' --output /dev/null "$@"; }

# up NAME SECONDS COMMAND...: waits until COMMAND succeeds, else shows why NAME did not come up.
up() {
  local name=$1 seconds=$2
  shift 2
  wait_for "$seconds" "$name" "$@" && return
  tail -n 20 "$WORLD_DIR/log/$name.log" | sed "s/^/    /" >&2
  die "$name did not come up within $seconds s: the end of its log is above"
}

# --- keys and certificates ---

new_key_and_certificate() {
  local name=$1
  shift
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 \
    -keyout "$name.key" -out "$name.crt" "$@" 2>>"$WORLD_DIR/log/openssl.log"
}

make_ca() {
  new_key_and_certificate "$1" -subj "/CN=$2" -addext keyUsage=critical,keyCertSign,cRLSign
}

# make_certificate CA NAME SUBJECT USAGE [SAN]
make_certificate() {
  new_key_and_certificate "$2" -CA "$1.crt" -CAkey "$1.key" -subj "$3" \
    -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
    -addext "extendedKeyUsage=$4" ${5:+-addext "subjectAltName=$5"}
}

make_pki() (
  cd "$WORLD_DIR/pki" || exit
  make_ca kubernetes "kubernetes of the test bed"
  make_certificate kubernetes apiserver /CN=kube-apiserver serverAuth \
    "IP:$API_ADDRESS,IP:fd77::1,IP:10.0.0.1,DNS:kubernetes.default.svc,DNS:localhost"
  make_certificate kubernetes admin /O=system:masters/CN=admin clientAuth
  make_certificate kubernetes kcm /CN=system:kube-controller-manager clientAuth
  openssl ecparam -name prime256v1 -genkey -noout -out "$ACCOUNT_KEY"
  make_ca acme "the test CA's API"
  make_certificate acme pebble /CN=pebble serverAuth "DNS:$CA_HOST,IP:$CA_ADDRESS"
)

# write_kubeconfig NAME LINE...: the lines say who the user is.
write_kubeconfig() {
  local file=$WORLD_DIR/$1.kubeconfig
  shift
  {
    printf 'apiVersion: v1\nkind: Config\ncurrent-context: bed\n'
    printf 'clusters:\n- name: bed\n  cluster:\n    server: %s\n' "$API_URL"
    printf '    certificate-authority: %s/pki/kubernetes.crt\n' "$WORLD_DIR"
    printf 'contexts:\n- name: bed\n  context: {cluster: bed, user: user}\n'
    printf 'users:\n- name: user\n  user:\n'
    printf '    %s\n' "$@"
  } >"$file"
}

client_certificate() {
  write_kubeconfig "$1" "client-certificate: $WORLD_DIR/pki/$1.crt" \
    "client-key: $WORLD_DIR/pki/$1.key"
}

# --- control plane ---

start_etcd() {
  start etcd "$(tool etcd)" --data-dir "$WORLD_DIR/etcd" --unsafe-no-fsync \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --log-level warn
}

# etcd_says PATH JSON: etcd's own API, as JSON.
etcd_says() { curl --silent --fail --max-time 10 "http://127.0.0.1:2379/v3/$1" --data "$2"; }
# What was before now is forgotten, but for what the API server keeps in memory.
compact_etcd() {
  local revision
  revision=$(etcd_says kv/range '{"key":"AA=="}' | sed 's/.*"revision":"\([0-9]*\)".*/\1/')
  etcd_says kv/compaction "{\"revision\":$revision,\"physical\":true}" >/dev/null
}

start_apiserver() {
  local pki=$WORLD_DIR/pki
  start kube-apiserver "$(tool kube-apiserver)" --etcd-servers http://127.0.0.1:2379 \
    --bind-address "$API_ADDRESS" --advertise-address "$API_ADDRESS" --secure-port 6443 \
    --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
    --client-ca-file "$pki/kubernetes.crt" --authorization-mode Node,RBAC \
    --service-account-issuer "$API_URL" --service-account-key-file "$ACCOUNT_KEY" \
    --service-account-signing-key-file "$ACCOUNT_KEY" \
    --service-cluster-ip-range 10.0.0.0/24 "${API_FLAGS[@]}" \
    --audit-policy-file "$BED/manifests/audit-policy.yaml" --audit-log-path "$AUDIT_LOG"
}

start_controller_manager() {
  start kube-controller-manager "$(tool kube-controller-manager)" \
    --kubeconfig "$WORLD_DIR/kcm.kubeconfig" --bind-address 127.0.0.1 \
    --root-ca-file "$WORLD_DIR/pki/kubernetes.crt" \
    --service-account-private-key-file "$ACCOUNT_KEY" \
    --use-service-account-credentials '--controllers=*,-node-ipam-controller' \
    --leader-elect=false
}

# token_of NAMESPACE ACCOUNT: written to a file, as a pod would find it.
token_of() {
  kubectl create token --namespace "$1" "$2" --duration 24h >"$WORLD_DIR/$2.token"
}

server_version() { kubectl get --raw /version | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p'; }

# check_version: it is the Kubernetes that was asked for.
check_version() {
  [[ ! $KUBERNETES || $(server_version) == "v$KUBERNETES."* ]] ||
    die "the API server is of $(server_version) instead of $KUBERNETES"
}

control_plane_up() {
  client_certificate admin
  client_certificate kcm
  start_etcd
  start_apiserver
  up kube-apiserver 120 answers --cacert "$WORLD_DIR/pki/kubernetes.crt" "$API_URL/readyz"
  check_version
  start_controller_manager
}

# --- the internet: names and a CA ---

start_dns() {
  start dns "$(tool pebble-challtestsrv)" -dnsserver "$DNS_ADDRESS:53" \
    -management "$DNS_ADDRESS:8055" -defaultIPv4 "$INGRESS_ADDRESS" -defaultIPv6 "" \
    -http01 "" -https01 "" -tlsalpn01 "" -doh ""
}

# dns ACTION JSON: the DNS server's management, for example: dns set-servfail '{"host":"a.b"}'
dns() { answers "http://$DNS_ADDRESS:8055/$1" --data "$2"; }

# Without reuse of authorisations, so that every renewal goes through port 80 again. With CA_SLEEP
# each of the CA's three looks at a name comes after up to so many seconds, else at once.
start_ca() {
  local pace=PEBBLE_VA_NOSLEEP=1
  if [[ ${CA_SLEEP:-} ]]; then pace=PEBBLE_VA_SLEEPTIME=$CA_SLEEP; fi
  sed -e "s|@PKI@|$WORLD_DIR/pki|; s|@ADDRESS@|$CA_ADDRESS|" \
    "$BED/manifests/pebble.json" >"$WORLD_DIR/pebble.json"
  start pebble env "$pace" PEBBLE_AUTHZREUSE=0 PEBBLE_ALTERNATE_ROOTS=1 "$(tool pebble)" -config "$WORLD_DIR/pebble.json" \
    -dnsserver "$DNS_ADDRESS:53"
}

ca_answers() { answers --cacert "$WORLD_DIR/pki/acme.crt" "$CA_DIRECTORY"; }

internet_up() {
  start_dns
  up dns 30 dns add-a "{\"host\":\"$CA_HOST.\",\"addresses\":[\"$CA_ADDRESS\"]}"
  start_ca
}

# --- the user's site ---

start_web() { start web python3 "$BED/web.py" "$WEB_ADDRESS" 8080; }

site_answers() { answers "http://$WEB_HOST/"; }

site_up() {
  start_web
  site_yaml | kubectl apply --filename - >/dev/null
  start_ingress
}

# bed_up: everything but our own programs. About 5 s.
bed_up() {
  make_pki
  internet_up
  control_plane_up
  site_up
  up "$INGRESS" 60 site_answers
  up pebble 30 ca_answers
}

# --- our programs ---

apply_manifests() {
  local manifests=$SALLYPORT_ROOT/manifests
  kubectl apply --server-side --filename "$manifests/crds.yaml" --filename "$manifests/rbac.yaml" \
    --filename "$manifests/service.yaml"
  kubectl wait --for condition=Established --timeout 20s --filename "$manifests/crds.yaml"
  kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
}

account_kubeconfig() {
  token_of "$SYSTEM" "$1"
  write_kubeconfig "$1" "tokenFile: $WORLD_DIR/$1.token"
}

launch_sidecar() {
  start sidecar "$PROGRAMS/sallyport-sidecar" --kubeconfig "$WORLD_DIR/sallyport-sidecar.kubeconfig" \
    --system-namespace "$SYSTEM" --listen "$SIDECAR_ADDRESS:8089" \
    --admin-listen "$SIDECAR_ADDRESS:8090" --metrics-listen "$SIDECAR_METRICS"
}

start_sidecar() {
  launch_sidecar
  up sidecar 30 answers "http://$SIDECAR_ADDRESS:8090/readyz"
}

# metrics_of ADDRESS: of the controller whose admin port is at that address.
metrics_of() { printf '%s:%d' "${1%:*}" $((${1##*:} + 100)); }

# launch_replica NAME ADDRESS FLAG...: one of the controllers; the address is its admin port's.
launch_replica() {
  local name=$1 address=$2
  shift 2
  start "$name" "$PROGRAMS/sallyport-controller" \
    --kubeconfig "$WORLD_DIR/sallyport-controller.kubeconfig" --system-namespace "$SYSTEM" \
    --admin-listen "$address" --metrics-listen "$(metrics_of "$address")" --identity "$name" --log-level info \
    --answer-grace "${SALLYPORT_ANSWER_GRACE:-60}" --allow-private-addresses "$BED_ADDRESSES" "$@"
}

# start_replica NAME ADDRESS FLAG...: and waits until it is ready.
start_replica() {
  launch_replica "$@"
  up "$1" 30 answers "http://$2/readyz"
}

# start_controller FLAG...
start_controller() { start_replica controller "$CONTROLLER_ADDRESS:8080" "$@"; }

# product_up FLAG...: the flags are the controller's.
product_up() {
  [[ -x $PROGRAMS/sallyport-controller && -x $PROGRAMS/sallyport-sidecar ]] ||
    die "the programs are not built: run ./dev build"
  account_kubeconfig sallyport-controller
  account_kubeconfig sallyport-sidecar
  start_sidecar
  start_controller "$@"
}

# own_memory_mb NAME: without the pages of programs and libraries, of which the kernel keeps as many as it
# likes, and which it drops when it needs the room.
own_memory_mb() { awk '/^RssAnon/ { printf "%.1f", $2 / 1024 }' "/proc/$(pid_of "$1")/status"; }
# memory_mb NAME: resident, as 12.3
memory_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$(pid_of "$1")/status"; }
