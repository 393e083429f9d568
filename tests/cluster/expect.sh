# What demo, cases and benchmarks ask of a cluster. Needs bed.sh; $NS is the namespace in use.

use_namespace() { NS=$1; }

k() { kubectl --namespace "$NS" "$@"; }

fail() {
  say "$*" >&2
  exit 1
}

# --- objects, as YAML on standard output ---

# issuer NAME [SERVER [CA-FILE]]: with the route by an Ingress of the class in use; the environment
# variable ROUTE replaces the route, EXTRA is put under spec.acme.
issuer() {
  cat <<END
apiVersion: sallyport.dev/v1
kind: Issuer
metadata:
  name: $1
spec:
  acme:
    server: ${2:-$CA_DIRECTORY}
    email: admin@example.com
    privateKeySecretRef:
      name: $1-account
    caBundle: $(base64 -w0 "${3:-$WORLD_DIR/pki/acme.crt}")
    solvers:
      - http01: ${ROUTE:-{ingress: {ingressClassName: $INGRESS\}\}}${EXTRA:+
$EXTRA}
END
}

dns_names() {
  if (($#)); then
    printf '  dnsNames:\n'
    printf '    - "%s"\n' "$@"
  fi
}

# certificate NAME ISSUER HOST...: EXTRA is put under spec.
certificate() {
  cat <<END
apiVersion: sallyport.dev/v1
kind: Certificate
metadata:
  name: $1
spec:
  secretName: $1-tls
  issuerRef:
    name: $2
$(dns_names "${@:3}")${EXTRA:+
$EXTRA}
END
}

apply() { k apply --filename - >/dev/null; }

# --- what the cluster says ---

field() { k get "$1" --output "jsonpath={$2}"; }
condition() { field "$1" ".status.conditions[?(@.type==\"$2\")].status"; }
reason_of() { field "$1" ".status.conditions[?(@.type==\"${2:-Ready}\")].reason"; }
message_of() { field "$1" ".status.conditions[?(@.type==\"${2:-Ready}\")].message"; }

# All that is said about why it stands as it stands.
explanation() {
  field "$1" '.status.conditions[*].reason'
  printf ' '
  field "$1" '.status.conditions[*].message'
  printf ' '
  field "$1" '.status.failure'
}

has_condition() { [[ $(condition "$1" "$2") == "$3" ]]; }
says() { [[ $(explanation "$1") == *"$2"* ]]; }
exists() { k get "$1" >/dev/null 2>&1; }
is_gone() { ! exists "$1"; }

# wait_for_condition OBJECT TYPE STATUS SECONDS
wait_for_condition() {
  wait_for "$4" "$1 to be $2=$3" has_condition "$1" "$2" "$3" ||
    fail "$1 in $NS: $(explanation "$1")"
}

# wait_for_reason OBJECT TYPE REASON SECONDS
wait_for_reason() {
  wait_for "$4" "$1 to have $2 with the reason $3" has_reason "$1" "$2" "$3" ||
    fail "$1 in $NS: $(explanation "$1")"
}
has_reason() { [[ $(reason_of "$1" "$2") == "$3" ]]; }

# wait_until_it_says OBJECT WORDS SECONDS
wait_until_it_says() {
  wait_for "$3" "$1 to say '$2'" says "$1" "$2" || fail "$1 in $NS says: $(explanation "$1")"
}

# described OBJECT NAME: what kubectl describe shows of it is tests/describe/NAME.txt, once its Events
# have come. SALLYPORT_UPDATE=1 writes that file.
described() {
  local golden=$SALLYPORT_ROOT/tests/describe/$2.txt
  if [[ ${SALLYPORT_UPDATE:-} ]]; then
    sleep 2
    shown "$1" >"$golden"
  fi
  wait_for 5 "$1 to look as in $golden" is_shown "$1" "$golden" && return
  diff "$golden" <(shown "$1")
  fail "kubectl describe $1 shows something else than $golden: SALLYPORT_UPDATE=1 writes it anew, to be read"
}
shown() { k describe "$1" | python3 "$SALLYPORT_ROOT/tests/describe/described.py"; }
is_shown() { cmp "$2" <(shown "$1"); }

# --- what was done to it ---

audit_mark() { stat --format %s "$AUDIT_LOG"; }
audit() { python3 "$BED/audit.py" "$AUDIT_LOG" "$1" "$2"; }
writes_since() { audit "$1" writes; }
requests_since() { audit "$1" requests; }
pending_since() { audit "$1" pending; }
# Those in the case's own namespace: objects of other cases go on living.
writes_here_since() { audit "$1" list | grep -c " $NS/" || true; }
events_since() { audit "$1" events; }

# expect_at_most WHAT VALUE LIMIT
expect_at_most() {
  say "$1: $2 (at most $3)"
  [[ $2 && $3 ]] || fail "$1: there is nothing to compare"
  awk -v value="$2" -v limit="$3" 'BEGIN { exit !(value <= limit) }' ||
    fail "$1 is $2, which is more than $3"
}

# --- certificates ---

# secret_file NAME KEY FILE
secret_file() { field "secret/$1" ".data.${2//./\\.}" | base64 -d >"$3"; }

ca_root() { curl --silent --fail --cacert "$WORLD_DIR/pki/acme.crt" "https://$CA_HOST:15000/roots/0"; }

# expect_good_secret NAME HOST...: key fits, chain leads to the CA's root, every host is in it.
expect_good_secret() {
  local folder host name=$1
  shift
  folder=$(mktemp -d -p "$WORLD_DIR")
  secret_file "$name" tls.crt "$folder/tls.crt"
  secret_file "$name" tls.key "$folder/tls.key"
  ca_root >"$folder/root.pem"
  openssl verify -CAfile "$folder/root.pem" -untrusted "$folder/tls.crt" "$folder/tls.crt"
  cmp <(openssl x509 -in "$folder/tls.crt" -noout -pubkey) \
    <(openssl pkey -in "$folder/tls.key" -pubout) || fail "key and certificate are no pair"
  for host in "$@"; do
    openssl x509 -in "$folder/tls.crt" -noout -checkhost "$host" | finds 'does match' ||
      fail "$host is not in the certificate"
  done
}

serial_of() { secret_file "$1" tls.crt "$WORLD_DIR/serial" && openssl x509 -in "$WORLD_DIR/serial" -noout -serial; }

ca_log_count() { grep --count "$1" "$WORLD_DIR/log/pebble.log" || true; }
certificates_issued() { ca_log_count 'Issued certificate serial'; }
orders_made() { ca_log_count 'Added order'; }

# set_renewal_window SECRET START END: what the CA says from now on of the certificate in it.
set_renewal_window() {
  secret_file "$1" tls.crt "$WORLD_DIR/window.crt"
  python3 - "$WORLD_DIR/window.crt" "$2" "$3" >"$WORLD_DIR/window.json" <<'END'
import json, sys
answer = {"suggestedWindow": {"start": sys.argv[2], "end": sys.argv[3]},
          "explanationURL": "https://ca.example.net/why"}
print(json.dumps({"Certificate": open(sys.argv[1]).read(), "ARIResponse": json.dumps(answer)}))
END
  curl --silent --fail --cacert "$WORLD_DIR/pki/acme.crt" --data "@$WORLD_DIR/window.json" \
    "https://$CA_HOST:15000/set-renewal-info/"
}

# --- routes ---

# The user's own route for the challenge path: all hosts, to the sidecar's Service.
static_route() {
  kubectl apply --filename - >/dev/null <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: acme-challenges
  namespace: $SYSTEM
spec:
  ingressClassName: $INGRESS
  rules:
    - http:
        paths:
          - path: /.well-known/acme-challenge/
            pathType: Prefix
            backend:
              service:
                name: sallyport-sidecar
                port:
                  name: http
END
}

route_works() { [[ $(curl --silent --output /dev/null --write-out '%{http_code}' \
  "http://any.example.com/.well-known/acme-challenge/none") == 404 ]]; }

# --- our programs ---

restart_controller() { kill_controller && start_controller; }

kill_controller() {
  signal controller KILL
  wait_for 5 "the controller's end" has_ended controller
}
