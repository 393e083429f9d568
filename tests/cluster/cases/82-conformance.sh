# What tests believe of the API server in memory, the real one does: the same steps on it, while no
# controller writes to the same object.
ended controller
SALLYPORT_KUBECONFIG=$KUBECONFIG "$PROGRAMS/tests/conformance/conformance_test" | tee "$WORLD_DIR/conformance"
start_controller
grep '\[  PASSED  \] 12 tests' "$WORLD_DIR/conformance" || fail "not all steps were taken"
