# Inside a world: one tenant gets certificates, at first alone, and then beside a hostile one. run.sh
# says how it is called. ACTs, of which all come together where none is named:
#   dead silent keys ca steal churn   of hostile_tenant.py
#   clients                           of hostile_client.py
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
TENANCY=$SALLYPORT_ROOT/tests/tenancy
source "$BED/expect.sh"
source "$BED/tenant.sh"
source "$TENANCY/cgroup.sh"

SECONDS_OF_ATTACK=${1:-60}
ACTS=("${@:2}")
if ((${#ACTS[@]} == 0)); then ACTS=(dead silent keys ca steal churn clients); fi
GOOD=team-good
HOSTILE=team-hostile
# Its own, because the hostile CA would never be asked behind those that say nothing: the workers of
# one namespace wait for them.
HOSTILE_CA=team-hostile-ca
CONTROLLER_MOST_MB=128
SIDECAR_MOST_MB=48
LARGE=250000 # bytes, just below what the controller reads of an answer

# limit_of PROGRAM: of the chart, in bytes.
limit_of() {
  python3 - "$SALLYPORT_ROOT/helm/sallyport/values.yaml" "$1" <<'END'
import re, sys
part = re.search(rf"^{sys.argv[2]}:\n((?: .*\n|\n)*)", open(sys.argv[1]).read(), re.M)[1]
print(int(re.search(r"limits:\n +memory: (\d+)Mi", part)[1]) * 1024 * 1024)
END
}

limited_programs() {
  local program folder=$WORLD_DIR/limited
  mkdir "$folder"
  for program in controller sidecar; do
    make_limited "$program" "$(limit_of "$program")"
    write_limited "$program" "$PROGRAMS/sallyport-$program" "$folder/sallyport-$program"
  done
  PROGRAMS=$folder
}

# Of what attacks, nothing takes the processor from the others: it would be another machine's.
start_hostile() { start "$1" nice -n 19 "${@:2}"; }

start_hostile_ca() {
  local pki=$WORLD_DIR/pki
  start_hostile hostile-ca python3 "$TENANCY/hostile_ca.py" "$CA_ADDRESS:14100" "https://$CA_HOST:14000" \
    "$pki/pebble.crt" "$pki/pebble.key" "$pki/acme.crt" "$LARGE"
  start_hostile silent python3 "$BED/silent.py" "$CA_ADDRESS" 14999
}

start_hostile_clients() {
  start_hostile hostile-client python3 "$TENANCY/hostile_client.py" "$CONTROLLER_ADDRESS:8080" \
    "$CONTROLLER_METRICS" "$SIDECAR_ADDRESS:8089" "$SIDECAR_ADDRESS:8090" "$SIDECAR_METRICS"
}

# start_hostile_tenant NAMESPACE ACT...
start_hostile_tenant() {
  start_hostile "$1" python3 "$TENANCY/hostile_tenant.py" "$@"
  up "$1" 120 grep -q stands "$WORLD_DIR/log/$1.log"
}

attack() {
  local act acts=()
  for act in "${ACTS[@]}"; do
    case $act in
      clients) start_hostile_clients ;;
      ca) start_hostile_tenant "$HOSTILE_CA" ca ;;
      *) acts+=("$act") ;;
    esac
  done
  ((${#acts[@]} == 0)) || start_hostile_tenant "$HOSTILE" "${acts[@]}"
}

# dead_names: of servers at an address that nobody has.
dead_names() {
  python3 - "http://$DNS_ADDRESS:8055/add-a" <<'END'
import json, sys, urllib.request
for i in range(1, 21):
    for n in range(1, 51):
        name = {"host": f"n{n}-{i}.dead.example.net.", "addresses": ["10.77.0.99"]}
        urllib.request.urlopen(sys.argv[1], json.dumps(name).encode())
END
}

make_tenants() {
  local name
  for name in "$GOOD" "$HOSTILE" "$HOSTILE_CA"; do
    make_tenant "$name"
    kubectl create token --namespace "$name" tenant --duration 2h >"$WORLD_DIR/$name.token"
  done
}

# seconds_of NAME: of a processor, used so far.
seconds_of() { awk '{ sub(/.*\) /, ""); print ($12 + $13) / 100 }' "/proc/$(pid_of "$1")/stat"; }

good_tenant() { python3 "$TENANCY/good_tenant.py" "$GOOD" "$@"; }

# never_ended PROGRAM: it is the process that it was, and the kernel has not ended it for its memory.
never_ended() { is_running "$1" || fail "the $1 has ended: $(tail -n 3 "$WORLD_DIR/log/$1.log")"; }

# --- what must not have happened to the good tenant ---

# No certificate with its key: the public part may be put anywhere by anybody.
nothing_was_obtained() (
  for name in "$HOSTILE" "$HOSTILE_CA"; do
    use_namespace "$name"
    for secret in $(k get secrets --field-selector type=kubernetes.io/tls --output name); do
      secret_file "${secret#secret/}" tls.crt "$WORLD_DIR/its.crt"
      secret_file "${secret#secret/}" tls.key "$WORLD_DIR/its.key"
      openssl x509 -in "$WORLD_DIR/its.crt" -noout -ext subjectAltName 2>/dev/null | finds good.example.com || continue
      ! cmp -s <(openssl x509 -in "$WORLD_DIR/its.crt" -noout -pubkey) <(openssl pkey -in "$WORLD_DIR/its.key" -pubout) ||
        fail "$name has a certificate of $GOOD: $secret"
    done
  done
)

nothing_was_revoked() {
  local name serial status
  for name in alone-0 beside-0; do
    [[ -e $WORLD_DIR/$name.serial ]] || continue
    serial=$(cut -d = -f 2 "$WORLD_DIR/$name.serial")
    status=$(curl --silent --cacert "$WORLD_DIR/pki/acme.crt" "https://$CA_HOST:15000/cert-status-by-serial/$serial")
    [[ $status == *Valid* ]] || fail "the certificate of $name: $status"
  done
}

# Neither a key nor an answer of the good tenant stands in anything that the hostile one can read.
nothing_was_shown() {
  local seen=$WORLD_DIR/seen.yaml key
  for name in "$HOSTILE" "$HOSTILE_CA"; do
    kubectl --namespace "$name" get certificates,issuers,secrets,events --output yaml
  done >"$seen"
  for key in $(kubectl --namespace "$GOOD" get secrets --output 'jsonpath={.items[*].data.tls\.key}'); do
    ! grep --fixed-strings --quiet "$key" "$seen" || fail "a key of $GOOD can be read elsewhere"
  done
}

nothing_was_stopped() {
  local waiting
  waiting=$(kubectl --namespace "$GOOD" get certificates \
    --output 'jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}')
  [[ $waiting && $waiting != *=False* ]] || fail "not Ready in $GOOD: $waiting"
}

use_namespace "$GOOD"
bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
limited_programs
product_up
make_tenants
cluster_issuer ca
dead_names
start_hostile_ca

good_tenant warm 3 >/dev/null
read -r _ alone _ < <(good_tenant alone 8)
say "alone: $alone ms from create to Ready, the median"
serial_of alone-0-tls >"$WORLD_DIR/alone-0.serial"
secret_file alone-0-tls tls.crt "$WORLD_DIR/good.crt"

title "beside: ${ACTS[*]}, for $SECONDS_OF_ATTACK s"
start prober python3 "$TENANCY/prober.py" "controller=$CONTROLLER_ADDRESS:8080" "sidecar=$SIDECAR_ADDRESS:8090"
BUSY=(controller sidecar kube-apiserver etcd pebble "$INGRESS")
declare -A before=()
for name in "${BUSY[@]}"; do before[$name]=$(seconds_of "$name"); done
attack
read -r issued beside longest < <(good_tenant beside "$SECONDS_OF_ATTACK")
say "$issued certificates, the longest after $longest ms"
serial_of beside-0-tls >"$WORLD_DIR/beside-0.serial"
for name in "${BUSY[@]}"; do
  say "$name: $(awk -v from="${before[$name]}" -v to="$(seconds_of "$name")" 'BEGIN { print to - from }') s of a processor"
done
for name in hostile-ca hostile-client; do
  [[ ! -e $WORLD_DIR/log/$name.log ]] || say "$name: $(tail -n 1 "$WORLD_DIR/log/$name.log")"
done
ended prober

for program in controller sidecar; do never_ended "$program"; done
expect_at_most "peak of the controller in MB" "$(peak_mb controller)" "$CONTROLLER_MOST_MB"
expect_at_most "peak of the sidecar in MB" "$(peak_mb sidecar)" "$SIDECAR_MOST_MB"
while read -r program asked median most missed; do
  say "$program: /healthz $asked times, median $median ms, longest $most ms"
  expect_at_most "$program: probes in a row without an answer within 1 s" "$missed" 2
  expect_at_most "$program: median of /healthz in ms" "$median" 100
done <"$WORLD_DIR/log/prober.log"
nothing_was_obtained
nothing_was_revoked
nothing_was_shown
nothing_was_stopped
expect_at_most "median beside in ms, $alone alone" "$beside" $((${TENANCY_TIMES:-2} * alone))
say "tenancy: 1 passed, 0 failed"
