# helm/crds.sh has been run after the last change.
"$SALLYPORT_ROOT/helm/crds.sh" "$CASE_DIR/crds"
diff -r "$CASE_DIR/crds" "$CHART/templates/crds" || fail "run helm/crds.sh"
crds=("$CASE_DIR/crds"/*)
((${#crds[@]} == 7)) || fail "there should be seven"
