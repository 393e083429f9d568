# What the cases ask of the release and its pods. Needs bed.sh, expect.sh and node.sh.

CHART=$SALLYPORT_ROOT/helm/sallyport
CONTROLLER_POD=app.kubernetes.io/name=sallyport,app.kubernetes.io/component=controller
SIDECAR_POD=app.kubernetes.io/name=sallyport,app.kubernetes.io/component=sidecar
export HELM_CACHE_HOME=$WORLD_DIR/helm/cache HELM_CONFIG_HOME=$WORLD_DIR/helm/config
export HELM_DATA_HOME=$WORLD_DIR/helm/data

# Seconds after which a new controller works for sure: where the old one could not give its Lease
# back, because its rights went first or it was killed, that is waited for.
# shellcheck disable=SC2034 # the cases read it
LEADS_WITHIN=40

# The names of the test bed have private addresses.
BED_ARG=--allow-private-addresses=10.0.0.0/8

# release VERB ARG...: helm install or upgrade as a user would, but that no image is pulled, and
# that answers are kept for 4 s only, so that their removal can be waited for.
release() {
  helm "$1" sallyport "$CHART" --namespace "$SYSTEM" --set image.pullPolicy=Never \
    --set controller.answerGrace=4 --set "controller.extraArgs[0]=$BED_ARG" \
    --wait --timeout 60s "${@:2}" >>"$WORLD_DIR/log/helm.log"
}

# installed: the release, in a namespace that lets in only what is safest. Installed once.
installed() {
  helm status sallyport --namespace "$SYSTEM" >/dev/null 2>&1 && return
  kubectl create namespace "$SYSTEM"
  kubectl label namespace "$SYSTEM" pod-security.kubernetes.io/enforce=restricted \
    pod-security.kubernetes.io/warn=restricted
  release install
  audit_mark >"$WORLD_DIR/installed"
}

# nothing_was_denied: since the mark that `installed` or a later case set.
nothing_was_denied() {
  local denied
  denied=$(audit "$(<"$WORLD_DIR/installed")" denied)
  [[ -z $denied ]] || fail "$denied"
}

# why: at a case's failure, what the pods are doing and what they say.
why() {
  {
    kubectl get pods --all-namespaces --output wide
    kubectl events --namespace "$SYSTEM" | tail -n 15
    kubectl logs --namespace "$SYSTEM" --selector "$CONTROLLER_POD" --tail 40
    kubectl logs --namespace "$SYSTEM" --selector "$SIDECAR_POD" --tail 10 --prefix
  } >&2 || true
}

system() { kubectl --namespace "$SYSTEM" "$@"; }

# of_pods SELECTOR JSONPATH: a line for each pod.
of_pods() { system get pods --selector "$1" --output "jsonpath={range .items[*]}{$2}{\"\\n\"}{end}"; }

# Whether the CA was told to look at the names of Certificate web.
is_validating() {
  system logs --selector "$CONTROLLER_POD" --tail -1 | finds "event=ChallengesAnswered certificate=$NS/web"
}

visitors_come() {
  start visitors python3 "$BED/traffic.py" "$1" "$2" "$WORLD_DIR/visitors"
}

# visitors_go: none of them may have been turned away.
visitors_go() {
  local served failed slowest
  signal visitors TERM
  wait_for 10 "the visitors to go" has_ended visitors
  read -r served failed slowest <"$WORLD_DIR/visitors"
  say "visitors served: $served, the slowest in $slowest ms"
  ((served > 20)) || fail "only $served visitors came"
  expect_at_most "visitors turned away" "$failed" 0
}
