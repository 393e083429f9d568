# Restarts of what the cluster is made of. Needs bed.sh and node.sh.

api_is_ready() { answers --cacert "$WORLD_DIR/pki/kubernetes.crt" "$API_URL/readyz"; }

# It is killed, since it would wait for its watchers. With all that holds a token which it may not
# accept any more.
restart_apiserver() {
  ended kube-apiserver KILL
  start_apiserver
  up kube-apiserver 60 api_is_ready
  ended kube-controller-manager
  start_controller_manager
  restart_ingress
}

restart_kubelet() {
  ended "kubelet-$1"
  start_kubelet "$1"
  up "kubelet-$1" 60 node_is_ready "node-$1"
}

# restart_ca [SECONDS]: it forgets all accounts and orders; see CA_SLEEP of bed.sh.
restart_ca() {
  ended pebble
  CA_SLEEP=${1:-} start_ca
  up pebble 10 ca_answers
}
