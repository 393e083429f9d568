# A tenant with every right in its own namespace takes all that it can: silent CAs, dead names, large
# keys. Another tenant's certificate comes in about the time that it takes without that, and nobody
# runs out of memory. DF05, DF06, DF15, DF18, DF20
source "$BED/tenant.sh"
HOSTILE=$NS-hostile
make_tenant "$HOSTILE"

# issued_in NAME: issues a certificate and prints how many milliseconds that took.
issued_in() {
  local begun
  begun=$(date +%s%N)
  certificate "$1" ca "$1.example.com" | apply
  k wait "certificate/$1" --for condition=Ready --timeout 60s >/dev/null ||
    fail "$(explanation "certificate/$1")"
  printf '%s\n' "$((($(date +%s%N) - begun) / 1000000))"
}
# median_of NAME: of five of them.
median_of() {
  local i
  for i in {1..5}; do issued_in "$1-$i"; done | sort --numeric-sort | sed --quiet 3p
}
# each COUNT COMMAND...: many objects of the hostile tenant; COMMAND gets the number.
each() {
  local i count=$1
  shift
  for ((i = 1; i <= count; i++)); do
    "$@" "$i"
    printf -- '---\n'
  done | tenant apply --server-side --filename - >/dev/null
}

issuer ca | apply
wait_for_condition issuer/ca Ready True 15
alone=$(median_of alone)
say "alone: $alone ms"

say "-- 100 CAs that say nothing"
start silent python3 "$BED/silent.py" "$CA_ADDRESS" 14999
silent_issuer() { issuer "silent-$1" "https://$CA_HOST:14999/dir-$1"; }
each 100 silent_issuer
waits_for_silence() { in_tenant exists issuer/silent-100; }
wait_for 10 "the issuers" waits_for_silence
sleep 5
beside=$(median_of silent)
expect_at_most "with silent CAs, beside $alone ms alone" "$beside" $((2 * alone))

tenant delete issuers --all >/dev/null

say "-- 500 names whose server says nothing"
python3 - "$DNS_ADDRESS" <<'END'
import json, sys, urllib.request

for i in range(1, 11):
    for n in range(1, 51):
        name = {"host": f"n{n}-{i}.dead.example.net.", "addresses": ["10.77.0.99"]}  # nobody there
        urllib.request.urlopen(f"http://{sys.argv[1]}:8055/add-a", json.dumps(name).encode())
END
# Without Ingresses of ours, because the ingress controller takes its time for 500 hosts more.
ROUTE='{none: {}}' issuer routed | tenant_applies
in_tenant wait_for_condition issuer/routed Ready True 60
dead_names() {
  # shellcheck disable=SC2046 # each word is a name
  certificate "dead-$1" routed $(printf "n%s-$1.dead.example.net " {1..50})
}
each 10 dead_names
sleep 3
beside=$(median_of dead)
expect_at_most "with dead names, beside $alone ms alone" "$beside" $((2 * alone))

say "-- 30 keys of 8,192 bits"
large_key() { EXTRA='  privateKey: {algorithm: RSA, size: 8192}' certificate "rsa-$1" eager "rsa-$1.example.com"; }
EXTRA='    preflight: "Off"' issuer eager | tenant_applies
in_tenant wait_for_condition issuer/eager Ready True 60
each 30 large_key
sleep 2
beside=$(median_of large)
expect_at_most "with large keys, beside $alone ms alone" "$beside" $((3 * alone))

expect_at_most "memory of the controller in MB" "$(memory_mb controller)" 128
expect_at_most "memory of the sidecar in MB" "$(memory_mb sidecar)" 48

kubectl delete namespace "$HOSTILE" --wait=false >/dev/null
ended silent KILL
