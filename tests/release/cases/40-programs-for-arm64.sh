# The programs for arm64 run, on the image's files alone: they say their version and their flags, and the
# sidecar serves: what it knows no answer to is a 404.
root=$CASE_DIR/root
unpack_image arm64 "$root"
for program in controller sidecar; do
  readelf --file-header "$root/usr/bin/sallyport-$program" | grep -x ' *Machine: *AArch64'
done
sbom=$root/usr/share/sbom/sallyport.spdx.json
good_spdx "$sbom"
cmp "$sbom" "$RELEASE/$NAME-linux-arm64.spdx.json"
python3 "$SALLYPORT_ROOT/tests/image/image.py" sbom "$root" "$sbom"
cp "$TOOLS_BIN/qemu-aarch64-static" "$root/usr/bin/"
in_arm64() { bash "$SALLYPORT_ROOT/tests/image/in_image.sh" "$root" qemu-aarch64-static "$@"; }
for program in controller sidecar; do
  in_arm64 "/usr/bin/sallyport-$program" --version | grep "^sallyport-$program $VERSION (commit "
  in_arm64 "/usr/bin/sallyport-$program" --help | grep -e '--system-namespace'
done

helm install sallyport "$RELEASE/$NAME.tgz" --namespace "$SYSTEM" --create-namespace
account_kubeconfig sallyport-sidecar
mkdir "$root/pki"
cp "$WORLD_DIR/pki/kubernetes.crt" "$WORLD_DIR/sallyport-sidecar.token" "$root/pki/"
sed "s|: $WORLD_DIR/pki/|: /pki/|; s|: $WORLD_DIR/|: /pki/|" "$WORLD_DIR/sallyport-sidecar.kubeconfig" >"$root/pki/config"
chmod -R a+rX "$root/pki"
start arm64 bash "$SALLYPORT_ROOT/tests/image/in_image.sh" "$root" qemu-aarch64-static /usr/bin/sallyport-sidecar \
  --kubeconfig /pki/config --system-namespace "$SYSTEM" --listen "$SIDECAR_ADDRESS:8089" \
  --admin-listen "$SIDECAR_ADDRESS:8090" --metrics-listen "$SIDECAR_METRICS"
up arm64 60 answers "http://$SIDECAR_ADDRESS:8090/readyz"
status=$(curl --silent --noproxy '*' --max-time 10 --output "$CASE_DIR/answer" --write-out '%{http_code}' \
  --header 'Host: www.example.com' "http://$SIDECAR_ADDRESS:8089/.well-known/acme-challenge/unknown")
[[ $status == 404 ]] || fail "the sidecar answers $status: $(<"$CASE_DIR/answer")"
ended arm64
