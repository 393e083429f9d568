# An Ingress of the class in use, which the product writes by itself.
kind_flags() { :; }
kind_up() { :; }
issuer_of_kind() { issuer_of_page "By Ingress"; }
challenge_route() { :; }

rules() {
  local host
  for host in "$@"; do
    printf '    - host: "%s"\n      http:\n        paths:\n' "$host"
    printf '          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}\n'
  done
}

# With SITE_TLS the host is served on port 443 as well; SITE_ANNOTATIONS is as YAML.
route_site() {
  apply <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: $1, annotations: {${SITE_ANNOTATIONS:-}}}
spec:
  ingressClassName: $INGRESS${SITE_TLS:+
  tls: [{hosts: ["$2"], secretName: $SITE_TLS\}]}
  rules:
$(rules "${@:2}")
END
}
unroute_site() { k delete ingress "$1" >/dev/null; }
