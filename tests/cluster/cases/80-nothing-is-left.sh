# Behaviours: V6
# After all of the above: no answers, no pending keys.
leftovers() {
  kubectl get challenges --all-namespaces --output name
  kubectl get secrets --all-namespaces | grep sallyport-key- || true
}
none_is_left() { [[ -z $(leftovers) ]]; }
wait_for 30 "the last answers to be removed" none_is_left || fail "$(leftovers)"
