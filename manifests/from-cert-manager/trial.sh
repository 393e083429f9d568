#!/usr/bin/env bash
# trial.sh [--yes] [--undo] [--cert-manager-namespace=NAME] NAMESPACE: Sallyport, tried on one
# namespace of a cluster that cert-manager serves. It installs Sallyport where that is not done, looks
# whether all is well, moves the namespace, and shows how it stands. cert-manager keeps all other
# namespaces. Before anything is changed it asks, unless --yes is said. It may be cut short, and run
# again. --undo gives the namespace back and leaves Sallyport installed. Needs what move.sh needs, and
# the files beside it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
manifests=$here/..
SYSTEM=sallyport-system

say() { printf '%s\n' "$*"; }
fail() {
  say "STOP: $*" >&2
  exit 1
}

YES=() UNDO='' NAMESPACE='' FLAGS=()
for word in "$@"; do
  case $word in
    --yes) YES=(--yes) ;;
    --undo) UNDO=1 ;;
    --cert-manager-namespace=*) FLAGS+=("$word") ;;
    -*) fail "unknown option $word" ;;
    *) NAMESPACE=$word ;;
  esac
done
[[ $NAMESPACE ]] || fail "which namespace? trial.sh [--yes] [--undo] NAMESPACE"

agreed() {
  local answer=''
  ((${#YES[@]} == 0)) || return 0
  [[ -t 0 ]] || fail "nobody is there to answer \"$1\": say --yes"
  read -r -p "$1 [y/N] " answer
  [[ $answer == [yY]* ]] || fail "nothing was changed"
}

is_installed() { kubectl get crd certificates.sallyport.dev --output name >/dev/null 2>&1; }

install() {
  say "1. Sallyport is not installed. Its kinds, its roles and two Deployments come into the cluster;"
  say "   nothing of cert-manager's is touched."
  agreed "kubectl apply --server-side -f manifests/install.yaml?"
  kubectl apply --server-side --filename "$manifests/install.yaml" >/dev/null
  kubectl rollout status --namespace "$SYSTEM" --timeout=120s deployment/sallyport-sidecar
  kubectl rollout status --namespace "$SYSTEM" --timeout=120s deployment/sallyport-controller
}

if [[ $UNDO ]]; then exec "$here/move.sh" "${YES[@]}" --undo "$NAMESPACE"; fi
if is_installed; then say "1. Sallyport is installed."; else install; fi
say "2. Is all well?"
kubectl sallyport check || fail "repair what FAILED above, then run this again"
say "3. Namespace $NAMESPACE moves. No certificate is ordered."
"$here/move.sh" "${YES[@]}" "${FLAGS[@]}" "$NAMESPACE"
say "4. So it stands now:"
kubectl sallyport list --namespace "$NAMESPACE"
say "To see a renewal, which is one order: kubectl sallyport renew NAME --wait --namespace $NAMESPACE"
say "The way back: $0 --undo $NAMESPACE"
