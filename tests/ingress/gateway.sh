# What all kinds of HTTPRoutes on a Gateway share.
kind_flags() { gateway_flags; }
kind_up() {
  install_gateway_api
  make_gateway "$(gateway_controller)"
  restart_ingress
  wait_for 30 "the Gateway" gateway_is_programmed
}
route_site() { http_routes "$NS" "$1" / 'backendRefs: [{name: web, port: 80}]' "${@:2}"; }
unroute_site() { k delete httproutes --selector "app=$1" >/dev/null; }

redirect_to_https() {
  http_routes "$NS" site / 'filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]' "$1"
}

# http_routes NAMESPACE NAME PATH RULE HOST...: an HTTPRoute takes 16 hosts.
http_routes() {
  local namespace=$1 name=$2 path=$3 rule=$4 number=0
  shift 4
  while (($#)); do
    http_route "$namespace" "$name" "$number" "$path" "$rule" "${@:1:16}"
    shift $(($# < 16 ? $# : 16))
    number=$((number + 1))
  done | kubectl apply --filename - >/dev/null
}

http_route() {
  cat <<END
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: "$2-$3", namespace: "$1", labels: {app: "$2"}}
spec:
  parentRefs: [{name: public, namespace: gateway, sectionName: web}]
  hostnames: [$(printf '"%s"\n' "${@:6}" | paste -sd ,)]
  rules:
    - matches: [{path: {type: PathPrefix, value: "$4"}}]
      $5
END
}
