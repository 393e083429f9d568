#!/usr/bin/env bash
# trial.sh [--yes] [--undo] [--context=NAME] [--install=FILE|URL] [--image=NAME]
# [--cert-manager-namespace=NAME] NAMESPACE: Sallyport, tried on one namespace of a cluster that
# cert-manager serves. It installs Sallyport where that is not done, looks whether all is well, moves the
# namespace, and shows how it stands. cert-manager keeps all other namespaces. Before anything is changed
# it asks, and names the cluster; --yes answers. It may be cut short, and run again. --undo gives the
# namespace back and leaves Sallyport installed.
# What is installed is the install.yaml of a release (--install, or beside this file), which names its
# image, or else that of this checkout, with the image that you have pushed (--image).
# Needs what move.sh needs, which must be beside it; and curl for a URL.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/move.sh"
USAGE='trial.sh [--yes] [--undo] [--context=NAME] [--install=FILE|URL] [--image=NAME] [--cert-manager-namespace=NAME] NAMESPACE'
SYSTEM=sallyport-system
MANIFEST=''

INSTALL=$here/install.yaml IMAGE='' WORDS=()
[[ -e $INSTALL ]] || INSTALL=$here/../install.yaml
for word in "$@"; do
  case $word in
    --install=?*) INSTALL=${word#*=} ;;
    --image=?*) IMAGE=${word#*=} ;;
    *) WORDS+=("$word") ;;
  esac
done
read_words "${WORDS[@]}"
# shellcheck disable=SC2153 # read_words fills it
((${#NAMESPACES[@]} == 1)) || fail "exactly one namespace is tried: $USAGE"
NAMESPACE=${NAMESPACES[0]}

# Without one of cert-manager's, and none that an earlier run has moved, there is nothing to see.
need_certificates() {
  local there
  there=$(names_in "$NAMESPACE" "$THEIRS") || fail "cert-manager's Certificates cannot be listed: see above"
  [[ $there ]] || there=$(names_in "$NAMESPACE" "${KEPT[@]}") || fail "ConfigMaps cannot be listed: see above"
  [[ $there ]] || fail "namespace $NAMESPACE has no Certificate of cert-manager: try another one"
}

# find_system: the namespace of the installation that works, if there is one, in SYSTEM.
find_system() {
  local kind said=''
  kind=$(kube get crd installations.sallyport.dev --ignore-not-found --output name) || return
  if [[ $kind ]]; then
    said=$(kube get installations.sallyport.dev sallyport --ignore-not-found --output 'jsonpath={.spec.holderIdentity}') || return
  fi
  SYSTEM=${said:-$SYSTEM}
}

# deployments: the component and the name of each of Sallyport's, whatever the release is called.
deployments() {
  kube get deployments --namespace "$SYSTEM" --selector app.kubernetes.io/name=sallyport --output \
    'jsonpath={range .items[*]}{.metadata.labels.app\.kubernetes\.io/component} {.metadata.name}{"\n"}{end}'
}

# is_whole DEPLOYMENTS: both are there.
is_whole() { [[ $'\n'$1 == *$'\n'"controller "* && $'\n'$1 == *$'\n'"sidecar "* ]]; }

# read_manifest: into MANIFEST, with the image that was asked for.
read_manifest() {
  case $INSTALL in
    *://*) MANIFEST=$(curl --fail --silent --show-error --location "$INSTALL") ;;
    *) MANIFEST=$(cat -- "$INSTALL") ;;
  esac || fail "$INSTALL cannot be read: see above; name a release's install.yaml by --install=FILE or URL"
  [[ $IMAGE ]] || return 0
  [[ $IMAGE =~ ^[A-Za-z0-9][A-Za-z0-9._:/@-]*$ ]] || fail "--image=$IMAGE is no name of an image"
  MANIFEST=$(printf '%s\n' "$MANIFEST" | sed "s|^\( *image: \).*|\1$IMAGE|")
}

# An image without a registry or an owner in its name is in no registry.
need_images() {
  local images image
  images=$(sed -n 's|^ *image: *||p' <<<"$MANIFEST" | tr -d "\"'" | sort -u)
  [[ $images ]] || fail "$INSTALL names no image: it is no install.yaml of Sallyport"
  while read -r image; do
    [[ $image == */* ]] ||
      fail "image $image is in no registry: say --install=FILE or URL, a release's install.yaml, which names its image; or --image=NAME, as you have pushed it (docs/install.md, The image). Nothing was changed"
  done <<<"$images"
}

install() {
  read_manifest
  need_images
  say "1. Sallyport is not installed, or not all of it. Its kinds, its roles and two Deployments come into"
  say "   the cluster; nothing of cert-manager's is touched. From ${INSTALL}${IMAGE:+, with image $IMAGE}."
  agreed "Install Sallyport in namespace $SYSTEM?"
  printf '%s\n' "$MANIFEST" | kube apply --server-side --filename - >/dev/null ||
    fail "not all of it was installed: see above; run this again to go on"
}

install_if_missing() {
  local all component name
  find_system || fail "whether Sallyport is installed cannot be seen: see above"
  all=$(deployments) || fail "Deployments in namespace $SYSTEM cannot be listed: see above"
  if is_whole "$all"; then
    say "1. Sallyport is installed in namespace $SYSTEM, and stays as it is."
  else
    install
    all=$(deployments) || fail "Deployments in namespace $SYSTEM cannot be listed: see above"
  fi
  while read -r component name; do
    kube rollout status --namespace "$SYSTEM" --timeout=120s "deployment/$name" ||
      fail "the $component is not ready: kubectl describe pods --namespace $SYSTEM$ON; repair it, and run this again"
  done <<<"$all"
}

need_plugin
find_cluster
need_namespace "$NAMESPACE"
if [[ $UNDO ]]; then exec bash "$here/move.sh" "${WORDS[@]}"; fi
need_certificates
install_if_missing
say "2. Is all well with it, and with this namespace?"
plugin check --namespace "$NAMESPACE" || fail "repair what FAILED above, then run this again"
say "3. Namespace $NAMESPACE moves. A certificate is ordered only where the plan says so."
bash "$here/move.sh" "${WORDS[@]}"
say "4. So it stands now:"
plugin list --namespace "$NAMESPACE"
say "To see a renewal, which is one order: kubectl sallyport renew NAME --wait --namespace $NAMESPACE$ON"
say "The way back: $BACK $NAMESPACE"
