# What the situations ask of an ingress controller and of a kind of route. Needs bed.sh, expect.sh.
#
# families/$INGRESS.sh: ingress_version; redirect_to_https HOST, so that port 80 of the host leads to
# https; take_proxy_protocol, on port 80; listen_on_ipv6, if it is tried with this family, in place of
# IPv4; each until restart_ingress. With the Gateway API
# gateway_flags, one a line, and gateway_controller, the name that its classes have. Where it needs
# them data_plane, the processes that visitors talk to; end_ingress.
#
# kinds/$KIND.sh: kind_up, once; kind_flags of the ingress controller; product_flags, if it needs some; issuer_of_kind, the ClusterIssuer
# ca-of-$NS; challenge_route HOST..., where the user leads the path; route_site NAME HOST..., the user's
# application; unroute_site NAME.

source "$SALLYPORT_ROOT/tests/docs/pages.sh"
INGRESS_TESTS=$SALLYPORT_ROOT/tests/ingress
PAGE=$SALLYPORT_ROOT/docs/ingress/$INGRESS.md
# shellcheck disable=SC2034 # families and cases read it
BALANCER_ADDRESS=10.77.0.11
# shellcheck disable=SC2034 # families and cases read it
INGRESS_ADDRESS_6=fd77::5

data_plane() { pid_of "$INGRESS"; }
end_ingress() { ended "$INGRESS" KILL; }

# new_ingress FLAG...: another one in its place, which may not be ready yet.
new_ingress() {
  local flags
  mapfile -t flags < <(kind_flags)
  end_ingress
  start_ingress "${flags[@]}" "$@"
}
restart_ingress() {
  new_ingress "$@"
  up "$INGRESS" 60 site_answers
}

# Of the controller.
product_flags() { :; }

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

# issuer_of_page HEADING: the ClusterIssuer that the family's page has there, under a name for $NS.
issuer_of_page() {
  local script=$WORLD_DIR/issuer-of-$NS
  python3 "$BLOCKS" script "$PAGE" "$1" | here | sed -E "s/by-$INGRESS(-gateway)?/ca-of-$NS/" >"$script"
  bash -euo pipefail "$script" >/dev/null
}

# as_the_page_says COMMAND SETTING...: the family's page names each setting.
as_the_page_says() {
  local setting
  for setting in "${@:2}"; do
    grep --quiet --fixed-strings -- "$setting" "$PAGE" || fail "$PAGE does not say $setting"
  done
  "$@"
}

# certificate_of_kind NAME HOST...
certificate_of_kind() { shared_certificate "$1" "ca-of-$NS" "${@:2}"; }

# issued NAME HOST...: a Certificate that becomes Ready.
issued() {
  certificate_of_kind "$@" | apply
  wait_for_condition "certificate/$1" Ready True 60
  expect_good_secret "$1-tls" "${@:2}"
}

# make_site_secret HOST: a certificate of the site's own, for port 443.
make_site_secret() {
  (cd "$WORLD_DIR/pki" && make_certificate acme site "/CN=$1" serverAuth "DNS:$1")
  k create secret tls site-tls --cert "$WORLD_DIR/pki/site.crt" --key "$WORLD_DIR/pki/site.key" >/dev/null
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
