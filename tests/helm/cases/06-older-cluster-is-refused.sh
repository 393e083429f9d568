# Rather than half installed.
# With Helm 3 as well.
refused "chart requires kubeVersion: >=1.34.0-0" render --kube-version 1.33.9
render --kube-version 1.34.0 >"$CASE_DIR/rendered"
render --kube-version v1.35.2-gke.100 >"$CASE_DIR/rendered"
