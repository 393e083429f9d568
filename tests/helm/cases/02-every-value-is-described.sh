# In values.yaml and in the schema, which refuses what it does not know.
python3 "$HERE/values.py" "$CHART/values.yaml" "$CHART/values.schema.json"
