# What is packaged is all that is needed, and nothing else.
# With Helm 3 as well.
helm package "$CHART" --destination "$CASE_DIR"
package=("$CASE_DIR"/*.tgz)
diff <(render) <(helm template sallyport "${package[0]}" --namespace "$SYSTEM") ||
  fail "the package renders other objects than the folder"
files() { cd "$CHART/.." && find sallyport -type f ! -name '.*'; }
diff <(tar -tzf "${package[0]}" | sort) <(files | sort) ||
  fail "the package holds other files than the folder"
