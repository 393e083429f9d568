# What tests believe of the API server in memory, the real one does: the same steps on it, while no
# controller writes to the same object.
ended controller
compact_etcd # some steps ask for a moment that is forgotten
SALLYPORT_KUBECONFIG=$KUBECONFIG "$PROGRAMS/tests/conformance/conformance_test" | tee "$WORLD_DIR/conformance"
start_controller
steps=$(grep -c '^\[       OK \] ' "$WORLD_DIR/conformance")
((steps >= 48)) || fail "only $steps steps were taken"
