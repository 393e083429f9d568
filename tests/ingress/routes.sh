# What the situations ask of an ingress controller and of a kind of route. Needs bed.sh, expect.sh.
#
# families/$INGRESS.sh: ingress_version; redirect_to_https HOST, so that port 80 of the host leads to
# https; take_proxy_protocol, on port 80; both until restart_ingress. With the Gateway API
# gateway_flags, one a line, and gateway_controller, the name that its classes have.
#
# kinds/$KIND.sh: kind_up, once; kind_flags of the ingress controller; solver; challenge_route HOST...,
# where the user leads the path; route_site NAME HOST..., the user's application; unroute_site NAME.

INGRESS_TESTS=$SALLYPORT_ROOT/tests/ingress
# shellcheck disable=SC2034 # families and cases read it
BALANCER_ADDRESS=10.77.0.11

# restart_ingress FLAG...: and waits until it answers for the user's site.
restart_ingress() {
  local flags
  mapfile -t flags < <(kind_flags)
  ended "$INGRESS" KILL
  start_ingress "${flags[@]}" "$@"
  up "$INGRESS" 60 site_answers
}

source "$INGRESS_TESTS/families/$INGRESS.sh"
source "$INGRESS_TESTS/kinds/$KIND.sh"

# The user's application in $NS: one process answers for all namespaces.
application() {
  apply <<END
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
endpoints: [{addresses: [$WEB_ADDRESS], conditions: {ready: true}}]
ports: [{name: http, port: 8080}]
END
}

# site HOST...: the application answers for the hosts, by the route `site`.
site() {
  local host
  application
  route_site site "$@"
  for host in "$@"; do wait_for 20 "the application of $host" is_open "$host"; done
}
is_open() { [[ $(curl --silent --max-time 2 "http://$1/") == *"The shop is open"* ]]; }
is_closed() { ! is_open "$1"; }

# issuer_of_kind: the Issuer `ca` of $NS, by this kind of route.
issuer_of_kind() {
  ROUTE=$(solver) issuer ca | apply
  wait_for_condition issuer/ca Ready True 15
}

# issued NAME HOST...: a Certificate that becomes Ready.
issued() {
  certificate "$1" ca "${@:2}" | apply
  wait_for_condition "certificate/$1" Ready True 60
  expect_good_secret "$1-tls" "${@:2}"
}

# renewed NAME: by the user's wish.
renewed() {
  local before
  before=$(serial_of "$1-tls")
  k annotate --overwrite certificate "$1" "sallyport.dev/renew=$EPOCHREALTIME" >/dev/null
  wait_for 60 "the renewal of $1" has_other_serial "$1" "$before" ||
    fail "$(explanation "certificate/$1")"
}
has_other_serial() { [[ $(serial_of "$1-tls") != "$2" ]]; }

# visitors_are_there HOST: and keep coming.
visitors_are_there() {
  visitors_come "http://$1/"
  wait_for 20 "visitors" some_were_served
}
some_were_served() { (($(cut -d ' ' -f 1 "$WORLD_DIR/visitors") > 0)); }

# all_were_served: since visitors_are_there.
all_were_served() {
  sleep 1
  visitors_go
  say "$SERVED visitors were served, the slowest after $SLOWEST ms"
  ((SERVED >= 20)) || fail "too few visitors to see anything"
  expect_at_most "visitors that were not served" "$FAILED" 0
}
