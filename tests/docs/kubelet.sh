# Inside a world, without end: what kubelets do elsewhere. Where a pod of ours is to run, the program
# runs with the pod's own arguments and account, at an address of its own, and the pod is said to be
# ready. Where the pod is gone, the program is ended.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"

FIELDS='{range .items[*]}{.metadata.namespace} {.metadata.name} {.metadata.uid}'
FIELDS+=' {.metadata.labels.app\.kubernetes\.io/component} {.spec.serviceAccountName}'
FIELDS+=' {.spec.containers[0].args}{"\n"}{end}'
LAST=0

pods() {
  kubectl get pods --all-namespaces --selector app.kubernetes.io/name=sallyport \
    --output "jsonpath=$FIELDS" >"$WORLD_DIR/pods.new" && mv "$WORLD_DIR/pods.new" "$WORLD_DIR/pods"
}

ready_status() {
  printf '{"status": {"phase": "Running", "podIP": "%s", "podIPs": [{"ip": "%s"}],
    "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "%s"}]}}' \
    "$1" "$1" "$(date --utc +%FT%TZ)"
}

# endpoints ADDRESS NAMESPACE POD UID: pods that no Node has are in no EndpointSlice by themselves.
endpoints() {
  local owner="{apiVersion: v1, kind: Pod, name: $3, uid: $4}"
  sed "s/name: sallyport-sidecar-bed/name: $3\n  ownerReferences: [$owner]/
    s/namespace: .*/namespace: $2/
    s/^  - addresses: .*/  - addresses: [$1]\n    targetRef: {kind: Pod, name: $3, namespace: $2}/" \
    "$BED/manifests/sidecar-endpoints.yaml"
}

# run_pod ADDRESS NAMESPACE NAME UID COMPONENT ACCOUNT ARGS, the arguments as ["--a=b","--c=d"].
run_pod() {
  local flags listen=(--admin-listen "$1:8090" --metrics-listen "$1:8091")
  if [[ $5 == sidecar ]]; then listen+=(--listen "$1:8089"); fi
  # The bed's names have private addresses, unlike a user's.
  if [[ $5 == controller ]]; then listen+=(--allow-private-addresses "$BED_ADDRESSES"); fi
  read -ra flags <<<"$(tr -d '[]"' <<<"${7//\$(POD_NAMESPACE)/$2}" | tr , ' ')"
  ip address add "$1/32" dev lo && ln -sf pods.log "$WORLD_DIR/log/$3.log" &&
    token_of "$2" "$6" &&
    write_kubeconfig "$3" "token: $(<"$WORLD_DIR/$6.token")" &&
    start "$3" "$PROGRAMS/sallyport-$5" "${flags[@]}" --kubeconfig "$WORLD_DIR/$3.kubeconfig" \
      "${listen[@]}" &&
    up "$3" 20 answers "http://$1:8090/readyz" &&
    kubectl patch pod --namespace "$2" "$3" --subresource status --type merge \
      --patch "$(ready_status "$1")" || return
  if [[ $5 == sidecar ]]; then endpoints "$1" "$2" "$3" "$4" | kubectl apply --filename -; fi
}

run_new_pods() {
  local namespace name uid component account arguments
  while read -r namespace name uid component account arguments; do
    [[ -e $WORLD_DIR/pid/$name ]] && continue
    LAST=$((LAST + 1))
    (run_pod "10.77.1.$LAST" "$namespace" "$name" "$uid" "$component" "$account" "$arguments") ||
      end_pod "$name"
  done <"$WORLD_DIR/pods"
}

end_pod() {
  signal "$1" TERM || true
  rm -f "$WORLD_DIR/pid/$1"
}

end_old_pods() {
  local file
  for file in "$WORLD_DIR"/pid/sallyport-*; do
    if [[ -e $file ]] && ! grep -q "^[^ ]* ${file##*/} " "$WORLD_DIR/pods"; then
      end_pod "${file##*/}"
    fi
  done
}

while true; do
  if pods; then
    end_old_pods
    run_new_pods
  fi
  sleep 0.3
done
