# Rather than half installed: older than the oldest that the tests run on.
# With Helm 3 as well.
oldest=$(kubernetes_choices | cut -d ' ' -f 1)
grep --fixed-strings "kubeVersion: \">=$oldest.0-0\"" "$CHART/Chart.yaml"
grep --fixed-strings "$oldest or newer" "$CHART/README.md"
refused "chart requires kubeVersion: >=1.31.0-0" render --kube-version 1.30.9
render --kube-version 1.31.0 >"$CASE_DIR/rendered"
render --kube-version v1.35.2-gke.100 >"$CASE_DIR/rendered"
