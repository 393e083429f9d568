# An Ingress of the class in use, which the product writes by itself.
kind_flags() { :; }
kind_up() { :; }
solver() { printf '{ingress: {ingressClassName: %s}}' "$INGRESS"; }
challenge_route() { :; }

rules() {
  local host
  for host in "$@"; do
    printf '    - host: "%s"\n      http:\n        paths:\n' "$host"
    printf '          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}\n'
  done
}

route_site() {
  apply <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: $1}
spec:
  ingressClassName: $INGRESS
  rules:
$(rules "${@:2}")
END
}
unroute_site() { k delete ingress "$1" >/dev/null; }
