# A cluster of IPv6 alone tells its pods an IPv6 address of the API server.
SERVER='[fd77::1]:6443'
ip address add fd77::1/128 dev lo
python3 "$BED/forward.py" fd77::1 6443 "$API_ADDRESS" 6443 &
forwarder=$!
# through ADDRESS: both programs go on by that way to the API server.
through() {
  local name
  for name in controller sidecar; do
    sed -i "s|server: https://.*|server: https://$1|" "$WORLD_DIR/sallyport-$name.kubeconfig"
    ended "$name"
    "start_$name"
  done
}
trap 'sed -i "s|server: https://.*|server: $API_URL|" "$WORLD_DIR"/sallyport-*.kubeconfig' EXIT

through "$SERVER"
grep "event=Started.*fd77::1" "$WORLD_DIR/log/controller.log" || fail "it did not start by that address"
issuer ca | apply
wait_for_condition issuer/ca Ready True 20
certificate web ca web.six.example.com | apply
wait_for_condition certificate/web Ready True 30
expect_good_secret web-tls web.six.example.com
through "$API_ADDRESS:6443"
kill "$forwarder"
ip address del fd77::1/128 dev lo
