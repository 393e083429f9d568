# The chart as a release packs it: no complaint, the image by its digest, all that Artifact Hub and a reader of
# `helm show` ask for, and the same objects but for the image.
# With Helm 3 as well.
digest=sha256:$(printf 'a%.0s' {1..64})
cp -r "$CHART" "$CASE_DIR/sallyport"
cd "$SALLYPORT_ROOT" || exit
lib/release/files.py chart "$CASE_DIR/sallyport" "$digest"
helm lint --strict "$CASE_DIR/sallyport" | tee "$CASE_DIR/lint"
if grep -F '[INFO]' "$CASE_DIR/lint"; then fail "something is left to say"; fi
for field in home icon sources maintainers; do
  helm show chart "$CASE_DIR/sallyport" | grep "^$field:" || fail "there is no $field"
done
image=registry.example.com/sallyport/sallyport
diff <(render) <(helm template sallyport "$CASE_DIR/sallyport" --namespace "$SYSTEM" |
  sed "s|$image@$digest|sallyport:$(<VERSION)|") || fail "other objects"
helm template sallyport "$CASE_DIR/sallyport" --namespace "$SYSTEM" | grep -c "image: .*$image@$digest"
