# cgroups with a limit of memory, as a kubelet makes them of the chart's values; version 1 and 2. Needs
# step.sh. $TENANCY_CGROUP is the name of all of one run.

memory_cgroups() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    printf '/sys/fs/cgroup\n'
  else
    printf '/sys/fs/cgroup/memory\n'
  fi
}

# make_limited NAME BYTES: a cgroup that ends what is in it when it needs more.
make_limited() {
  local group file
  group=$(memory_cgroups)/$TENANCY_CGROUP-$1
  mkdir "$group" || return
  if [[ -e $group/memory.max ]]; then
    printf '%s' "$2" >"$group/memory.max" && printf '0' >"$group/memory.swap.max"
    return
  fi
  [[ -e $group/memory.limit_in_bytes ]] || return
  for file in memory.limit_in_bytes memory.memsw.limit_in_bytes; do
    [[ ! -e $group/$file ]] || printf '%s' "$2" >"$group/$file" || return
  done
}

# peak_mb NAME: the most that was charged to it, as 12.3
peak_mb() {
  local group file
  group=$(memory_cgroups)/$TENANCY_CGROUP-$1
  for file in memory.peak memory.max_usage_in_bytes; do
    [[ ! -e $group/$file ]] || awk '{ printf "%.1f", $1 / 1048576 }' "$group/$file"
  done
}

# write_limited NAME PROGRAM FILE: a script that runs the program within that cgroup.
write_limited() {
  local group
  group=$(memory_cgroups)/$TENANCY_CGROUP-$1
  printf '#!/bin/sh\necho $$ >%s/cgroup.procs && exec %s "$@"\n' "$group" "$2" >"$3"
  chmod +x "$3"
}

can_limit() {
  local status=0
  TENANCY_CGROUP=sallyport-try-$$ make_limited it 100000000 2>/dev/null || status=1
  rmdir "$(memory_cgroups)/sallyport-try-$$-it" 2>/dev/null || true
  return "$status"
}

remove_limited() {
  local group
  for group in "$(memory_cgroups)/$TENANCY_CGROUP"-*; do
    [[ ! -d $group ]] || rmdir "$group" || true
  done
}
