# What the tests of a release run, besides what makes one. Needs setup.sh.

source "$SALLYPORT_ROOT/lib/release/tools.sh"
source "$SALLYPORT_ROOT/tests/image/checker.sh"

need_registry() {
  mkdir -p "$TOOLS_BIN"
  [[ -x $TOOLS_BIN/docker-registry ]] ||
    alone step "fetch a registry (from Debian's package)" "about 5 s" fetch docker-registry usr/bin/docker-registry
}

# Runs programs for arm64 one by one; the machine is not told of it.
need_qemu() {
  mkdir -p "$TOOLS_BIN"
  [[ -x $TOOLS_BIN/qemu-aarch64-static ]] ||
    alone step "fetch qemu (from Debian's package)" "about 10 s" \
      fetch qemu-user-static usr/bin/qemu-aarch64-static
}

need_release_test() {
  need_bed
  need_release_tools
  need_registry
  need_qemu
  need_checker
  need_tool krew "about 20 s" "$LINK_FLAGS" krew=sigs.k8s.io/krew/cmd/krew
}
