# A shell for the user inside the world, with KUBECONFIG set; the world ends with it.

say "KUBECONFIG=$KUBECONFIG; logs are in $WORLD_DIR/log; 'exit' ends this world."
say "Try: kubectl get certificates -A; curl http://$WEB_HOST/; less $AUDIT_LOG"
bash --norc -i || true
