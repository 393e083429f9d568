# What the cases ask of the chart. Needs bed.sh and expect.sh; $CASE_DIR is the case's folder.

CHART=$SALLYPORT_ROOT/helm/sallyport
# shellcheck disable=SC2034 # the cases read it
VALUES=$HERE/values
export HELM_CACHE_HOME=$WORLD_DIR/helm/cache HELM_CONFIG_HOME=$WORLD_DIR/helm/config
export HELM_DATA_HOME=$WORLD_DIR/helm/data

# use_helm PROGRAM: also for the commands of the READMEs.
use_helm() {
  # shellcheck disable=SC2034 # one_case.sh and the cases read it
  HELM=$1
  mkdir -p "$WORLD_DIR/helm/$1-bin"
  ln -sf "$TOOLS_BIN/$1" "$WORLD_DIR/helm/$1-bin/helm"
  export PATH=$WORLD_DIR/helm/$1-bin:$PATH
}

objects() { python3 "$HERE/objects.py" "$@"; }

# render ARG...: the chart's objects as YAML, by the rules of the bed's own API server.
render() { helm template sallyport "$CHART" --namespace "$SYSTEM" "$@"; }

# to_json: YAML documents on standard input, one JSON list of objects out. Unchanged but for that.
to_json() { kubectl create --dry-run=client --validate=false --output json --filename -; }

# rendered ARG...: render, as JSON, in $CASE_DIR/rendered.json, for `expect`.
rendered() { render "$@" | to_json >"$CASE_DIR/rendered.json"; }

# expect KIND/NAME PATH VALUE: of the objects rendered last; VALUE is JSON.
expect() { objects expect "$CASE_DIR/rendered.json" "$@" || fail "with the values above"; }

# expect_none KIND/NAME
expect_none() {
  if objects names "$CASE_DIR/rendered.json" | grep -x "$1"; then fail "$1 is rendered"; fi
}

# refused WORDS COMMAND...: it ends with an error, whose message has the words.
refused() {
  local words=$1 answer status=0
  shift
  answer=$("$@" 2>&1) || status=$?
  ((status == 1)) || fail "ended with $status instead of 1: $*"
  [[ $answer == *"$words"* ]] || fail "the answer to '$*' lacks '$words': $answer"
  say "refused: $words"
}

install_manifests() { kubectl apply --server-side --filename "$SALLYPORT_ROOT/manifests/install.yaml"; }

without_manifests() { kubectl delete --ignore-not-found --kustomize "$SALLYPORT_ROOT/manifests"; }

# The kinds of the Prometheus operator.
install_monitors() {
  kubectl apply --filename "$HERE/monitoring-crds.yaml"
  kubectl wait --for condition=Established --timeout 20s --filename "$HERE/monitoring-crds.yaml"
}

# programs_end: of product_up, also of a case that failed.
programs_end() {
  local name
  for name in controller sidecar; do
    { [[ -e $WORLD_DIR/pid/$name ]] && is_running "$name"; } || continue
    signal "$name" TERM
    wait_for 15 "the $name to end" has_ended "$name"
  done
}

# fresh: no release; our namespace, with the strictest pod security. CRDs may be there from before.
fresh() {
  programs_end
  helm uninstall sallyport --namespace "$SYSTEM" --ignore-not-found
  if kubectl get clusterrole/sallyport-controller 2>/dev/null; then without_manifests; fi
  kubectl create namespace "$SYSTEM" --dry-run=client --output yaml | kubectl apply --filename -
  kubectl label namespace "$SYSTEM" --overwrite pod-security.kubernetes.io/enforce=restricted
}

# Those of values/namespaced.yaml.
served_namespaces() {
  local name
  for name in served also-served; do
    kubectl create namespace "$name" --dry-run=client --output yaml | kubectl apply --filename -
  done
}

install() { helm install sallyport "$CHART" --namespace "$SYSTEM" "$@"; }
upgrade() { helm upgrade sallyport "$CHART" --namespace "$SYSTEM" "$@"; }
uninstall() { helm uninstall sallyport --namespace "$SYSTEM"; }

# crds_serve: waits until the API server has made all it needs for our kinds. One that is deleted
# before that is gone only minutes later, by no fault of ours.
crds_serve() {
  local kind
  for kind in certificates issuers clusterissuers namepolicies nameclaims challenges installations; do
    kubectl wait --for condition=Established --timeout 20s "crd/$kind.sallyport.dev"
    wait_for 20 "$kind to be served" kubectl get --all-namespaces "$kind.sallyport.dev"
  done
}

# without_crds: none of those that an earlier case kept.
without_crds() {
  exists crd/certificates.sallyport.dev || return 0
  crds_serve
  kubectl delete --filename "$SALLYPORT_ROOT/manifests/crds.yaml"
}

# release_field NAME: of the newest revision, such as status or revision.
release_field() {
  helm list --namespace "$SYSTEM" --filter '^sallyport$' --output json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)[0][sys.argv[1]])' "$1"
}

# leftovers: whatever the release made that is still there, of any kind and in any namespace.
leftovers() {
  local kinds
  kinds=$(kubectl api-resources --verbs list --output name | paste -sd ,)
  kubectl get "$kinds" --all-namespaces --ignore-not-found --output name \
    --selector app.kubernetes.io/instance=sallyport
  kubectl get secrets --all-namespaces --selector owner=helm --output name
}
