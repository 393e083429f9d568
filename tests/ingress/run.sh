#!/usr/bin/env bash
# run.sh [FAMILY [KIND [CASE...]]]: the situations of tests/ingress/cases through a real ingress
# controller, each family and each kind of route that it knows on a test bed of its own. Without a
# FAMILY those that cost little. SALLYPORT_PROGRAMS is the folder of the two programs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/step.sh"
source "$cluster/setup.sh"
source "$cluster/world.sh"

# The kinds of routes that each family knows.
declare -A KINDS=([traefik]="ingress by-hand gateway")

families=(traefik)
if (($#)); then families=("$1"); fi
cases=("${@:3}")

passed=() failed=()
for family in "${families[@]}"; do
  [[ ${KINDS[$family]:-} ]] || die "there is no family $family but ${!KINDS[*]}"
  read -ra kinds <<<"${KINDS[$family]}"
  if [[ ${2:-} ]]; then kinds=("$2"); fi
  export SALLYPORT_INGRESS=$family
  need_bed
  for kind in "${kinds[@]}"; do
    title "$family, by $kind"
    if KIND=$kind in_world "$here/all_cases.sh" "${cases[@]}"; then
      passed+=("$family/$kind")
    else
      failed+=("$family/$kind")
    fi
  done
done
say "passed: ${passed[*]:-none}; failed: ${failed[*]:-none}"
say "ingress: ${#passed[@]} passed, ${#failed[@]} failed"
((${#failed[@]} == 0 && ${#passed[@]} > 0))
