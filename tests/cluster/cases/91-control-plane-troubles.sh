# What happens to control planes: nothing is lost, no order is made twice, and within 30 s of the end
# of the trouble everything goes on.
apiserver_up() { up kube-apiserver 60 answers --cacert "$WORLD_DIR/pki/kubernetes.crt" "$API_URL/readyz"; }
# restart_apiserver FLAG...
restart_apiserver() {
  ended kube-apiserver KILL # an orderly end waits for the watches, up to a minute
  local API_FLAGS=("${API_FLAGS[@]}" "$@")
  start_apiserver
  apiserver_up
}
# As the kubelet does: who cannot renew the Lease ends, and is started again.
revive() { is_running controller || start_controller; }
# issued NAME: a new Certificate is Ready within 30 s, by one order.
issued() {
  local orders
  restart_ingress # its own troubles are not what is tested here
  orders=$(orders_made)
  certificate "$1" ca "$1.example.com" | apply
  wait_for_condition "certificate/$1" Ready True 30
  expect_good_secret "$1-tls" "$1.example.com"
  expect_at_most "orders for $1" $(($(orders_made) - orders)) 1
}

issuer ca | apply
wait_for_condition issuer/ca Ready True 15

say "-- etcd does not answer for 20 s, in the middle of an issuance"
orders=$(orders_made)
certificate paused ca paused.example.com | apply
signal etcd STOP
sleep 20
signal etcd CONT
revive
wait_for_condition certificate/paused Ready True 30
expect_good_secret paused-tls paused.example.com
expect_at_most "orders" $(($(orders_made) - orders)) 1

say "-- the API server is killed and comes again"
signal kube-apiserver KILL
wait_for 20 "its end" has_ended kube-apiserver
sleep 3
start_apiserver
apiserver_up
revive
issued restarted

say "-- what the watches go on from is not known any more"
kubectl create configmap --namespace "$NS" makes-a-revision >/dev/null
compact_etcd
restart_apiserver # with a watch cache that begins now
revive
issued compacted

say "-- an API server without streaming lists, and without a watch cache"
mark=$(audit_mark)
restart_apiserver --feature-gates=WatchList=false --watch-cache=false
ended controller
ended sidecar
start_sidecar
start_controller
issued listed
lists=$(grep -c '"verb":"list".*sallyport-system:sallyport-\(controller\|sidecar\)' <(tail -c "+$((mark + 1))" "$AUDIT_LOG"))
((lists >= 8)) || fail "only $lists lists: was it told to list?"

say "-- the key that signs the tokens is another one"
restart_apiserver
issued rotating
openssl ecparam -name prime256v1 -genkey -noout -out "$ACCOUNT_KEY"
restart_apiserver
signal kube-controller-manager KILL
wait_for 10 "its end" has_ended kube-controller-manager
start_controller_manager
token_of "$SYSTEM" sallyport-sidecar
token_of "$SYSTEM" sallyport-controller
issued rotated

say "-- the authority of its certificate is another one"
issued trusting
(
  cd "$WORLD_DIR/pki" || exit
  make_ca kubernetes "another kubernetes of the test bed"
  make_certificate kubernetes apiserver /CN=kube-apiserver serverAuth "IP:$API_ADDRESS"
  make_certificate kubernetes admin /O=system:masters/CN=admin clientAuth
  make_certificate kubernetes kcm /CN=system:kube-controller-manager clientAuth
)
restart_apiserver
signal kube-controller-manager KILL
wait_for 10 "its end" has_ended kube-controller-manager
start_controller_manager
issued trusted
for name in controller sidecar; do
  grep event=CredentialsReread "$WORLD_DIR/log/$name.log" || fail "the $name trusts the old one"
done
