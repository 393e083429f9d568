#!/usr/bin/env bash
# move.sh [--yes] [--undo] [--cert-manager-namespace=NAME] [NAMESPACE...]: moves namespaces from
# cert-manager to Sallyport, one after another: those that are named, or all that have Certificates of
# cert-manager. No certificate is ordered. After each namespace it looks whether every Certificate is
# Ready and every Secret is as it was, and goes no further where that is not so. Before anything is
# changed it asks, unless --yes is said. It may be cut short, and run again. --undo gives the
# namespaces back to cert-manager.
# Needs bash 4.4, sha256sum, kubectl with the plugin (kubectl sallyport), and the rights of an
# administrator.
set -euo pipefail

YES='' UNDO='' NAMESPACES=() FLAGS=()
for word in "$@"; do
  case $word in
    --yes) YES=1 ;;
    --undo) UNDO=1 ;;
    --cert-manager-namespace=*) FLAGS+=("$word") ;;
    -*) printf 'unknown option %s: move.sh [--yes] [--undo] [NAMESPACE...]\n' "$word" >&2 && exit 2 ;;
    *) NAMESPACES+=("$word") ;;
  esac
done
THEIRS=certificates.cert-manager.io
OURS=certificates.sallyport.dev
BACK="$0 --undo"

say() { printf '%s\n' "$*"; }
fail() {
  say "STOP: $*" >&2
  exit 1
}

# agreed QUESTION: the answer of whoever sits there.
agreed() {
  local answer=''
  [[ ! $YES ]] || return 0
  [[ -t 0 ]] || fail "nobody is there to answer \"$1\": say --yes"
  read -r -p "$1 [y/N] " answer
  [[ $answer == [yY]* ]] || fail "nothing more is done; run it again to go on"
}

# names_in NAMESPACE KIND: of its objects.
names_in() { kubectl get "$2" --namespace "$1" --output name; }
count_in() { names_in "$1" "$2" | wc -l; }

# fingerprint NAMESPACE: of every TLS Secret, its name and a digest of key and chain. Nothing of them is
# shown or stored.
fingerprint() {
  kubectl get secrets --namespace "$1" --field-selector type=kubernetes.io/tls --output \
    'go-template={{range .items}}{{.metadata.name}} {{index .data "tls.crt"}} {{index .data "tls.key"}}{{"\n"}}{{end}}' |
    while read -r name data; do printf '%s %s\n' "$name" "$(sha256sum <<<"$data")"; done
}

# migrate NAMESPACE [FLAG]: 1, as 0, is a good end: what stays with cert-manager was told of.
migrate() {
  local code=0
  kubectl sallyport migrate "${FLAGS[@]}" --namespace "$@" || code=$?
  ((code <= 1)) || fail "namespace $1: see above; run it again to go on, or $BACK $1"
}

# Where there are none, there is nothing to wait for.
all_ready() {
  [[ ! $(names_in "$1" "$OURS") ]] ||
    kubectl wait --namespace "$1" --for=condition=Ready --timeout=120s "$OURS" --all
}

move() {
  local before after
  say "== $1: $(count_in "$1" "$THEIRS") Certificates of cert-manager"
  before=$(fingerprint "$1")
  migrate "$1" --apply
  all_ready "$1" || fail "namespace $1: not all are Ready: kubectl sallyport list --namespace $1; or $BACK $1"
  after=$(fingerprint "$1")
  [[ $before == "$after" ]] || fail "namespace $1: a Secret is not as it was: kubectl sallyport list --namespace $1"
  say "== $1: $(count_in "$1" "$OURS") Certificates are Sallyport's and Ready, their Secrets as they were"
}

give_back() {
  local before after
  before=$(fingerprint "$1")
  kubectl sallyport migrate --namespace "$1" --undo || fail "namespace $1: see above; run it again to go on"
  after=$(fingerprint "$1")
  [[ $before == "$after" ]] || fail "namespace $1: a Secret is not as it was"
  say "== $1: $(count_in "$1" "$THEIRS") Certificates are cert-manager's, their Secrets as they were"
}

# Those that there is something to do in.
all_namespaces() {
  local of=(get "$THEIRS")
  if [[ $UNDO ]]; then of=(get configmaps --selector sallyport.dev/migration=certificate); fi
  kubectl "${of[@]}" --all-namespaces --output 'jsonpath={range .items[*]}{.metadata.namespace}{"\n"}{end}' | sort -u
}

kubectl sallyport version >/dev/null 2>&1 || fail "kubectl has no plugin sallyport: docs/kubectl.md says how to install it"
if ((${#NAMESPACES[@]} == 0)); then mapfile -t NAMESPACES < <(all_namespaces); fi
((${#NAMESPACES[@]} > 0)) || { say "there is nothing to move" && exit; }
started=$SECONDS
if [[ $UNDO ]]; then
  agreed "Give ${NAMESPACES[*]} back to cert-manager?"
  for namespace in "${NAMESPACES[@]}"; do give_back "$namespace"; done
else
  say "This is what would be done:"
  for namespace in "${NAMESPACES[@]}"; do migrate "$namespace"; done
  agreed "Move ${NAMESPACES[*]} to Sallyport?"
  for namespace in "${NAMESPACES[@]}"; do move "$namespace"; done
  say "The way back: $BACK ${NAMESPACES[*]}"
fi
say "${#NAMESPACES[@]} namespaces in $((SECONDS - started)) s"
