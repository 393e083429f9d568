#!/usr/bin/env bash
# move.sh [--yes] [--undo] [--context=NAME] [--cert-manager-namespace=NAME] [NAMESPACE...]: moves
# namespaces from cert-manager to Sallyport, one after another: those that are named, or all that have
# Certificates of cert-manager or such as a run that was cut short has left. A certificate is ordered
# only where the plan says so, which is shown first. After each namespace it looks whether every
# Certificate that moved is Ready and its Secret as it was, and goes no further where that is not so.
# Before anything is changed it asks, and names the cluster; --yes answers. It may be cut short, and run
# again. --undo gives the namespaces back to cert-manager.
# Needs bash 4.4, sha256sum, kubectl with the plugin (kubectl sallyport), a kubeconfig, and the rights of
# an administrator.
set -euo pipefail
export LC_ALL=C

YES='' UNDO='' NAMESPACES=() FLAGS=() CONTEXT=() ON='' CLUSTER=''
USAGE='move.sh [--yes] [--undo] [--context=NAME] [--cert-manager-namespace=NAME] [NAMESPACE...]'
THEIRS=certificates.cert-manager.io
OURS=certificates.sallyport.dev
KEPT=(configmaps --selector sallyport.dev/migration=certificate)
NAMESPACE_OF_EACH='jsonpath={range .items[*]}{.metadata.namespace}{"\n"}{end}'

say() { printf '%s\n' "$*"; }
fail() {
  say "STOP: $*" >&2
  exit 1
}

# All questions to the cluster go through these two.
kube() { kubectl "${CONTEXT[@]}" "$@"; }
plugin() { kubectl sallyport "$@" "${CONTEXT[@]}"; }

read_words() {
  local word
  for word in "$@"; do
    case $word in
      --yes) YES=1 ;;
      --undo) UNDO=1 ;;
      --context=?*) CONTEXT=("$word") ON=" $word" ;;
      --cert-manager-namespace=?*) FLAGS+=("$word") ;;
      -*) printf 'unknown option %s: %s\n' "$word" "$USAGE" >&2 && exit 2 ;;
      *) NAMESPACES+=("$word") ;;
    esac
  done
  BACK="$0$ON --undo"
}

need_plugin() {
  plugin version --client >/dev/null ||
    fail "kubectl cannot run the plugin sallyport: docs/kubectl.md says how to install it, and for which systems it is"
}

# For the questions: which cluster is meant.
find_cluster() {
  CLUSTER=$(kube config view --minify --output 'jsonpath={.contexts[0].name} ({.clusters[0].cluster.server})') ||
    fail "kubectl has no context: see above; name one by --context=NAME"
}

# need_namespace NAME
need_namespace() {
  kube get namespace "$1" --output name >/dev/null ||
    fail "namespace $1 cannot be read in context $CLUSTER: see above"
}

# agreed QUESTION: the answer of whoever sits there.
agreed() {
  local answer='' question="$1 In context $CLUSTER?"
  [[ ! $YES ]] || return 0
  [[ -t 0 ]] || fail "nobody is there to answer \"$question\": say --yes"
  read -r -p "$question [y/N] " answer
  [[ $answer == [yY]* ]] || fail "nothing more is done; run it again to go on"
}

# names_in NAMESPACE KIND [FLAG...]: of its objects. count_in likewise.
names_in() { kube get "${@:2}" --namespace "$1" --output name; }
count_in() { names_in "$@" | wc -l; }

# annotated eq|ne ANNOTATION VALUE FIELD: a template: of each object whose annotation is that, or is not
# that, the field.
# shellcheck disable=SC2016 # the template has variables of its own
annotated() {
  printf 'go-template={{range .items}}{{$is := ""}}{{range $name, $value := .metadata.annotations}}'
  printf '{{if eq $name "%s"}}{{$is = $value}}{{end}}{{end}}' "$2"
  printf '{{if %s $is "%s"}}{{%s}}{{"\\n"}}{{end}}{{end}}' "$1" "$3" "$4"
}

# moved_in NAMESPACE FIELD: of our Certificates that a move has made.
moved_in() {
  kube get "$OURS" --namespace "$1" --output "$(annotated eq sallyport.dev/migrated-from cert-manager "$2")"
}

# fingerprint NAMESPACE SECRETS: of each of them its name and a digest of all its data. Nothing of them
# is shown, stored, or an argument of a program.
# shellcheck disable=SC2016 # the template has variables of its own
fingerprint() {
  local name data
  kube get secrets --namespace "$1" --output \
    'go-template={{range .items}}{{.metadata.name}} {{range $key, $value := .data}}{{$key}}={{$value}} {{end}}{{"\n"}}{{end}}' |
    while read -r name data; do
      [[ $'\n'$2$'\n' == *$'\n'"$name"$'\n'* ]] || continue
      printf '%s %s\n' "$name" "$(printf '%s' "$data" | sha256sum)"
    done
}

# expect_as_before NAMESPACE SECRETS FINGERPRINT
expect_as_before() {
  local after changed
  after=$(fingerprint "$1" "$2") || fail "namespace $1: its Secrets cannot be read: see above"
  changed=$(comm -3 <(sort <<<"$3") <(sort <<<"$after") | awk '{ print $1 }' | sort -u | paste -sd ' ')
  [[ ! $changed ]] ||
    fail "namespace $1: not as it was before: Secret $changed: kubectl sallyport list --namespace $1$ON; if all is well there, run it again to go on"
}

# migrate NAMESPACE [FLAG]: 1, as 0, is a good end: what stays with cert-manager was told of.
migrate() {
  local code=0
  plugin migrate "${FLAGS[@]}" --namespace "$@" || code=$?
  ((code <= 1)) || fail "namespace $1: see above; run it again to go on, or $BACK $1"
}

# secrets_that_stay NAMESPACE: those of which the plan says that nothing is ordered.
secrets_that_stay() {
  local plan secrets
  plan=$(migrate "$1") || return
  secrets=$(kube get "$THEIRS" --namespace "$1" --output \
    'jsonpath={range .items[*]}{.metadata.name} {.spec.secretName}{"\n"}{end}') || return
  join <(sed -n "s|^Certificate $1/\(.*\): moves, and keeps its Secret\$|\1|p" <<<"$plan" | sort) \
    <(sort <<<"$secrets") | awk '{ print $2 }'
}

# all_ready NAMESPACE NAMES: where there are none, there is nothing to wait for.
all_ready() {
  local names
  mapfile -t names <<<"$2"
  [[ ! $2 ]] || kube wait --namespace "$1" --for=condition=Ready --timeout=120s "${names[@]/#/$OURS/}"
}

lines_in() { awk 'NF { n++ } END { print n + 0 }' <<<"$1"; }

move() {
  local secrets before names
  say "== $1"
  secrets=$(secrets_that_stay "$1") || fail "namespace $1: what would move cannot be read: see above"
  before=$(fingerprint "$1" "$secrets") || fail "namespace $1: its Secrets cannot be read: see above"
  migrate "$1" --apply
  names=$(moved_in "$1" .metadata.name) || fail "namespace $1: its Certificates cannot be read: see above"
  all_ready "$1" "$names" ||
    fail "namespace $1: not all are Ready: kubectl sallyport list --namespace $1$ON; or $BACK $1"
  expect_as_before "$1" "$secrets" "$before"
  say "== $1: $(lines_in "$names") Certificates are Sallyport's and Ready; Secrets as they were: $(lines_in "$secrets")"
}

give_back() {
  local secrets before count
  say "== $1"
  secrets=$(moved_in "$1" .spec.secretName) || fail "namespace $1: its Certificates cannot be read: see above"
  before=$(fingerprint "$1" "$secrets") || fail "namespace $1: its Secrets cannot be read: see above"
  plugin migrate --namespace "$1" --undo || fail "namespace $1: see above; run it again to go on"
  expect_as_before "$1" "$secrets" "$before"
  count=$(count_in "$1" "$THEIRS") || fail "namespace $1: cert-manager's Certificates cannot be listed: see above"
  say "== $1: $count Certificates are cert-manager's; Secrets as they were: $(lines_in "$secrets")"
}

# Those that there is something to do in. A run that was cut short may have left none of cert-manager's
# Certificates, and ours only in a ConfigMap.
all_namespaces() {
  local all begun=''
  if [[ $UNDO ]]; then
    all=$(kube get "${KEPT[@]}" --all-namespaces --output "$NAMESPACE_OF_EACH") || return
  else
    all=$(kube get "$THEIRS" --all-namespaces --output "$NAMESPACE_OF_EACH") || return
    begun=$(kube get "${KEPT[@]}" --all-namespaces --output \
      "$(annotated ne sallyport.dev/migration-made true .metadata.namespace)") || return
  fi
  printf '%s\n%s\n' "$all" "$begun" | sed '/^$/d' | sort -u
}

choose_namespaces() {
  local all
  for all in "${NAMESPACES[@]}"; do need_namespace "$all"; done
  ((${#NAMESPACES[@]} == 0)) || return 0
  all=$(all_namespaces) || fail "what there is to move cannot be listed: see above"
  [[ ! $all ]] || mapfile -t NAMESPACES <<<"$all"
}

main() {
  local namespace started
  read_words "$@"
  need_plugin
  find_cluster
  choose_namespaces
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
}

# trial.sh reads what is above.
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then main "$@"; fi
