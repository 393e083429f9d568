# In values.yaml, in the schema, which refuses what it does not know, and in the README.
python3 "$HERE/values.py" check "$CHART/values.yaml" "$CHART/values.schema.json"
python3 "$HERE/values.py" table "$CHART/values.yaml" >"$CASE_DIR/table"
diff <(sed -n '/^|/p' "$CHART/README.md") "$CASE_DIR/table" ||
  fail "put what tests/helm/values.py table prints into the chart's README.md"
