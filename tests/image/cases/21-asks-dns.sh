# Names are resolved as a pod's /etc/resolv.conf says, by the libc in the image.
name=api.cluster.example.com
start_dns
up dns 10 dns set-default-ipv4 "{\"ip\": \"$INGRESS_ADDRESS\"}"
start api python3 -u -m http.server --bind "$INGRESS_ADDRESS" 8001
cp "$WORLD_DIR/resolv.conf" "$IMAGE_ROOT/etc/resolv.conf"
cat >"$IMAGE_ROOT/kubeconfig" <<END_OF_CONFIG
current-context: here
contexts: [{name: here, context: {cluster: here, user: nobody}}]
clusters: [{name: here, cluster: {server: "http://$name:8001"}}]
users: [{name: nobody, user: {}}]
END_OF_CONFIG
for program in controller sidecar; do
  start "$program" bash "$HERE/in_image.sh" "$IMAGE_ROOT" "sallyport-$program" --kubeconfig=/kubeconfig --admin-listen=127.0.0.1:0 --metrics-listen=127.0.0.1:0
  asked() { grep "GET /apis/sallyport.dev/v1" "$WORLD_DIR/log/api.log"; }
  wait_for 10 "a question of the $program" asked || fail "$(<"$WORLD_DIR/log/$program.log")"
  ended "$program"
  : >"$WORLD_DIR/log/api.log"
done
rm "$IMAGE_ROOT/etc/resolv.conf" "$IMAGE_ROOT/kubeconfig"
