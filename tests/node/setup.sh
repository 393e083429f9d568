# What nodes need of the machine, before the world: root, packages, programs, images, a cgroup.

NODE_IMAGES=$SALLYPORT_CACHE/images
NODE_PACKAGES=(containerd runc containernetworking-plugins nftables buildah gcc libc6-dev)

# Ends with 77 where no kubelet can run.
check_machine() {
  ((EUID == 0)) || cannot "containers need root: run this as root"
  [[ -w /sys/fs/cgroup ]] ||
    cannot "its cgroups (/sys/fs/cgroup) cannot be written: use a machine with more rights"
  unshare --net --mount --pid --fork true || cannot "it lets root make no namespaces"
}
cannot() {
  say "no kubelet can run on this machine: $*" >&2
  exit 77
}

need_node_tools() {
  local kubernetes=k8s.io/kubernetes/cmd
  need_tool kubernetes "about 2 min" "$(kubernetes_link_flags "$KUBERNETES_TOOLS/go.mod")" \
    kubelet=$kubernetes/kubelet kube-scheduler=$kubernetes/kube-scheduler \
    kube-proxy=$kubernetes/kube-proxy
  need_helm
  need_nginx
}

# libraries_of PROGRAM: the files that it loads, none if it is static.
libraries_of() { ldd "$1" 2>/dev/null | grep -o '/[^ ]*' || true; }

# make_image NAME PROGRAM: NAME.tar, an image of the program as /usr/bin/NAME and what it loads.
make_image() {
  local container file
  container=$("${BUILDAH[@]}" from scratch) &&
    "${BUILDAH[@]}" copy --quiet "$container" "$2" "/usr/bin/$1" &&
    for file in $(libraries_of "$2"); do
      "${BUILDAH[@]}" copy --quiet "$container" "$(realpath "$file")" "$file" || return
    done &&
    "${BUILDAH[@]}" config --entrypoint "[\"/usr/bin/$1\"]" --env PATH=/usr/bin "$container" &&
    rm -f "$NODE_IMAGES/$1.tar" &&
    "${BUILDAH[@]}" commit --quiet --rm "$container" "oci-archive:$NODE_IMAGES/$1.tar:docker.io/sallyport-test/$1:1"
}

make_pause() {
  gcc -Os -static -s -o "$NODE_IMAGES/pause" "$1" && make_image pause "$NODE_IMAGES/pause"
}

# need_image NAME SOURCE COMMAND...: made again when SOURCE or the way of making it has changed.
need_image() {
  local name=$1 source=$2 stamp
  shift 2
  stamp=$({ cat "$source" && declare -f make_image; } | sha256sum)
  [[ -f $NODE_IMAGES/$name.tar && $(cat "$NODE_IMAGES/.$name" 2>/dev/null) == "$stamp" ]] && return
  alone step "make the image $name" "about 10 s" "$@"
  printf '%s\n' "$stamp" >"$NODE_IMAGES/.$name"
}

set_up_nodes() {
  local source=$SALLYPORT_ROOT/tests/node/pause.c
  need_packages "${NODE_PACKAGES[@]}"
  need_bed
  need_node_tools
  mkdir -p "$NODE_IMAGES"
  BUILDAH=(buildah --storage-driver vfs --root "$NODE_IMAGES/storage")
  need_image pause "$source" make_pause "$source"
  need_image nginx "$TOOLS_BIN/nginx" make_image nginx "$TOOLS_BIN/nginx"
  need_image traefik "$TRAEFIK" make_image traefik "$TRAEFIK"
}

# --- the cgroup that all pods of one run are in, $NODE_CGROUP; of cgroup v1 one in each hierarchy ---

cgroup_parents() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    printf '/sys/fs/cgroup\n'
  else
    find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d
  fi
}

remove_cgroups() {
  local parent
  for parent in $(cgroup_parents); do
    [[ -d $parent/$NODE_CGROUP ]] || continue
    find "$parent/$NODE_CGROUP" -depth -type d -exec rmdir {} + || true
  done
}
