# A pod of the sidecar is ready within a second of the start of its process, asked ever again by us.
# The kubelet, which asks once a second, may learn of it a second later.
system delete pod --selector "$SIDECAR_POD" --wait=false
python3 "$HERE/ready.py" "$SYSTEM" "$SIDECAR_POD" sallyport-sidecar 2 | tee "$CASE_DIR/seconds"
(($(wc -l <"$CASE_DIR/seconds") == 2)) || fail "not two new pods"
while read -r pod ours kubelets; do
  expect_at_most "seconds from the start of the process in $pod to its being ready" "$ours" 1
  expect_at_most "and to the kubelet's knowing it" "$kubelets" 2.5
done <"$CASE_DIR/seconds"
