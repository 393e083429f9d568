#!/usr/bin/env bash
# run.sh [FAMILY [KIND [CASE...]]]: the situations of tests/ingress/cases through a real ingress
# controller, each family and each kind of route on a test bed of its own. Without a FAMILY a choice
# of them. SALLYPORT_PROGRAMS is the folder of the two programs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"

# The kinds of routes that each family knows.
declare -A KINDS=([traefik]="ingress edit gateway by-hand" [contour]="ingress edit gateway by-hand"
  [skipper]="ingress edit" ["haproxy-ingress"]="ingress edit")

# chosen [FAMILY [KIND]]: each a line.
chosen() {
  if (($# == 0)); then
    printf '%s\n' "traefik ingress" "traefik gateway" "contour gateway"
  elif (($# == 1)); then
    read -ra kinds <<<"${KINDS[$1]:-}"
    printf "$1 %s\n" "${kinds[@]}"
  else
    say "$1 $2"
  fi
}

[[ ! ${1:-} || ${KINDS[$1]:-} ]] || die "there is no family $1, but ${!KINDS[*]}"
mapfile -t runs < <(chosen "${@:1:2}")
passed=() failed=()
for run in "${runs[@]}"; do
  read -r family kind <<<"$run"
  title "$family, by $kind"
  export SALLYPORT_INGRESS=$family KIND=$kind
  need_bed
  if in_world "$here/all_cases.sh" "${@:3}"; then
    passed+=("$family/$kind")
  else
    failed+=("$family/$kind")
  fi
done
say "passed: ${passed[*]:-none}; failed: ${failed[*]:-none}"
say "ingress: ${#passed[@]} passed, ${#failed[@]} failed"
((${#failed[@]} == 0 && ${#passed[@]} > 0))
