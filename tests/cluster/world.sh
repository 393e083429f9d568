# A world of its own: network, processes, mounts. No root is needed, nothing of the machine is
# touched, several can be there at once, and all of it ends with this shell. Needs step.sh.
# WORLD_AS_ROOT=1: without a user namespace, for what only the machine's root may do (containers).
# WORLD_AFTER: a function that is called at its end, for what the kernel leaves behind (cgroups).

WORLD_PID=
WORLD_DIR=

# end_world: at the end of the shell, or at Ctrl-C. With the world's first process, the child of
# unshare, the kernel ends every other one; unshare ends when all are gone.
end_world() {
  local first
  if [[ $WORLD_PID ]]; then
    first=$(cat "/proc/$WORLD_PID/task/$WORLD_PID/children" 2>/dev/null || true)
    kill -KILL "${first:-$WORLD_PID}" 2>/dev/null || true
    wait "$WORLD_PID" 2>/dev/null || true
  fi
  WORLD_PID=
  if [[ $WORLD_DIR ]]; then rm -rf "$WORLD_DIR"; fi
  if [[ ${WORLD_AFTER:-} ]]; then "$WORLD_AFTER"; fi
}

# The namespaces of a world, as flags of unshare.
world_namespaces() {
  [[ ${WORLD_AS_ROOT:-} ]] || printf '%s\n' --user --map-root-user
  printf '%s\n' --net --mount --pid
}

check_namespaces() {
  unshare --user --map-root-user --net true 2>/dev/null ||
    die "this system does not let users make namespaces: as root run" \
      "'sysctl kernel.unprivileged_userns_clone=1' (or run this as root)"
}

# in_world SCRIPT ARG...: runs a bash script as the world's first process; its status is returned.
# Interrupts are set back to normal, since bash ignores them in what it starts with &.
in_world() {
  local status=0 here namespaces
  here=$(dirname "${BASH_SOURCE[0]}")
  [[ ${WORLD_AS_ROOT:-} ]] || check_namespaces
  mapfile -t namespaces < <(world_namespaces)
  WORLD_DIR=$(mktemp -d "${TMPDIR:-/tmp}/sallyport.XXXXXX")
  trap end_world EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  WORLD_DIR=$WORLD_DIR env --default-signal=INT,QUIT setpriv --pdeathsig KILL \
    unshare "${namespaces[@]}" --fork --kill-child --mount-proc \
    bash "$here/inside.sh" "$@" <&0 &
  WORLD_PID=$!
  wait "$WORLD_PID" || status=$?
  end_world
  return "$status"
}
