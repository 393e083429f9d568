# Two nodes of one cluster on this machine: each a containerd and a kubelet of its own; and what
# makes them a cluster, scheduler and kube-proxy. Needs bed.sh, root, and $NODE_CGROUP.

# shellcheck disable=SC2034 # all_cases.sh reads it
NODES=(node-1 node-2)
# shellcheck disable=SC2034 # bed.sh reads it
API_FLAGS=(--kubelet-client-certificate "$WORLD_DIR/pki/admin.crt"
  --kubelet-client-key "$WORLD_DIR/pki/admin.key" --kubelet-preferred-address-types InternalIP)

# What belongs to the machine is out of sight: sockets, pods of others.
own_folders() {
  local file
  for file in resolv.conf nsswitch.conf; do
    if [[ -L /etc/$file ]]; then die "/etc/$file is a link: make it a file"; fi
  done
  mount -t tmpfs tmpfs /run
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

# make_cgroup NAME: of cgroup v1, a cpuset holds nothing until it is told what.
make_cgroup() {
  local parent file
  for parent in $(cgroup_parents); do
    mkdir -p "$parent/$1"
    for file in cpuset.cpus cpuset.mems; do
      if [[ -e $parent/$1/$file && ! -s $parent/$1/$file ]]; then
        cat "$parent/$1/../$file" >"$parent/$1/$file"
      fi
    done
  done
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    sed 's/\(^\| \)/\1+/g' "/sys/fs/cgroup/$1/cgroup.controllers" >"/sys/fs/cgroup/$1/cgroup.subtree_control"
  fi
}

# filled FILE NUMBER: a file of manifests/ with the node's own values.
filled() {
  sed -e "s|@DIR@|$WORLD_DIR/node-$2|g; s|@NUMBER@|$2|g; s|@PKI@|$WORLD_DIR/pki|g" \
    -e "s|@CGROUP@|$NODE_CGROUP/node-$2|g; s|@DNS@|$DNS_ADDRESS|g" "$HERE/manifests/$1"
}

start_containerd() {
  local dir=$WORLD_DIR/node-$1
  mkdir -p "$dir/cni"
  filled cni.json "$1" >"$dir/cni/10-pods.conflist"
  filled containerd.toml "$1" >"$dir/containerd.toml"
  start "containerd-$1" containerd --config "$dir/containerd.toml"
  up "containerd-$1" 20 ctr_on "$1" version
}

ctr_on() { ctr --address "$WORLD_DIR/node-$1/containerd.sock" --namespace k8s.io "${@:2}"; }

# import_image FILE: to both nodes, since there is no registry.
import_image() {
  local number
  for number in 1 2; do ctr_on "$number" images import "$1"; done
}

start_kubelet() {
  local dir=$WORLD_DIR/node-$1
  make_cgroup "$NODE_CGROUP"
  make_cgroup "$NODE_CGROUP/node-$1"
  make_certificate "$WORLD_DIR/pki/kubernetes" "$WORLD_DIR/pki/node-$1" "/O=system:nodes/CN=system:node:node-$1" \
    clientAuth
  client_certificate "node-$1"
  filled kubelet.yaml "$1" >"$dir/kubelet.yaml"
  start "kubelet-$1" "$(tool kubelet)" --config "$dir/kubelet.yaml" --root-dir "$dir/kubelet" \
    --kubeconfig "$WORLD_DIR/node-$1.kubeconfig" --hostname-override "node-$1" \
    --node-ip "10.77.0.$((20 + $1))" --cert-dir "$dir/certificates"
}

start_scheduler() {
  make_certificate "$WORLD_DIR/pki/kubernetes" "$WORLD_DIR/pki/scheduler" /CN=system:kube-scheduler clientAuth
  client_certificate scheduler
  start kube-scheduler "$(tool kube-scheduler)" --kubeconfig "$WORLD_DIR/scheduler.kubeconfig" \
    --leader-elect=false --bind-address 127.0.0.1
}

start_proxy() {
  make_certificate "$WORLD_DIR/pki/kubernetes" "$WORLD_DIR/pki/proxy" /CN=system:kube-proxy clientAuth
  client_certificate proxy
  sed "s|@KUBECONFIG@|$WORLD_DIR/proxy.kubeconfig|" "$HERE/manifests/proxy.yaml" >"$WORLD_DIR/proxy.yaml"
  start kube-proxy "$(tool kube-proxy)" --config "$WORLD_DIR/proxy.yaml" --hostname-override node-1
}

node_is_ready() { [[ $(kubectl get node "$1" --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}') == True ]]; }

nodes_up() {
  local number file
  # Who is on the machine itself reaches Services, too.
  ip route add 10.0.0.0/24 dev lo src 10.77.0.2
  for number in 1 2; do
    ip address add "10.77.0.$((20 + number))/32" dev lo
    start_containerd "$number"
    start_kubelet "$number"
  done
  for file in "$NODE_IMAGES"/*.tar; do import_image "$file"; done >"$WORLD_DIR/log/images.log"
  start_scheduler
  start_proxy
  for number in 1 2; do up "kubelet-$number" 60 node_is_ready "node-$number"; done
}
