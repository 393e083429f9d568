#!/usr/bin/env bash
# run.sh [SECONDS [ACT...]]: what a hostile tenant, its CA and strangers on all ports can do together
# to another tenant, for so long (60). ACT: those of attack.sh, instead of all. The programs run under
# the chart's own limits of memory, which needs root; else it ends with 77. The other tenant's
# certificates may take TENANCY_TIMES (2) as long as alone.
# SALLYPORT_PROGRAMS is the folder of the two programs (default build/release).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../cluster/own_bed.sh"
source "$here/cgroup.sh"

if ! can_limit; then
  say "cgroups cannot be made here ($(memory_cgroups)): run this as root"
  exit 77
fi
need_bed
export TENANCY_CGROUP=sallyport-tenancy-$$
# shellcheck disable=SC2034 # world.sh reads it
WORLD_AFTER=remove_limited
in_world "$here/attack.sh" "$@"
