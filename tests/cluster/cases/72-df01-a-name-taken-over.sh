# DF01: a tenant writes another namespace's name into a Certificate of its own, which is older. The
# name stays its owner's, whatever the tenant writes into its own namespace, and whatever happens to
# the controller, the leader and the owner's Certificate, until it is handed over.
source "$BED/tenant.sh"
HOST=stolen.example.com
STANDBY=$CONTROLLER_ADDRESS:8081
make_tenant "$NS-evil"
cluster_issuer df01
shared_certificate web df01 evil.example.com | tenant_applies
in_tenant wait_for_condition certificate/web Ready True 20
sleep 1 # until the next second, so that the tenant's Certificate is the older one
shared_certificate web df01 "$HOST" | apply
wait_for_condition certificate/web Ready True 20

names() { tenant patch certificate web --type merge --patch "{\"spec\":{\"dnsNames\":$1}}" >/dev/null; }
has_been_renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
renewals=0
expect_the_owner_has_it() { # WHEN
  in_tenant wait_until_it_says certificate/web NameNotOurs 20
  in_tenant says certificate/web "belongs to namespace $NS" || fail "$1: $(in_tenant explanation certificate/web)"
  in_tenant secret_file web-tls tls.crt "$WORLD_DIR/thief.crt"
  ! openssl x509 -in "$WORLD_DIR/thief.crt" -noout -checkhost "$HOST" | grep 'does match' ||
    fail "$1: the tenant has a certificate for $HOST"
  serial=$(serial_of web-tls)
  k annotate certificate/web "sallyport.dev/renew=$((++renewals))" --overwrite >/dev/null
  wait_for 20 "the owner's renewal $1" has_been_renewed || fail "$1: $(explanation certificate/web)"
  wait_for_condition certificate/web Ready True 10
  expect_good_secret web-tls "$HOST"
}

say "-- the name is added to the older Certificate"
names "[\"evil.example.com\",\"$HOST\"]"
expect_the_owner_has_it "after the edit"

say "-- renamed back and forth, by a tenant who writes the status and a Secret with our labels too"
names '["evil.example.com"]'
in_tenant wait_for_condition certificate/web Ready True 20
kill_controller
names "[\"$HOST\"]"
generation=$(in_tenant field certificate/web .metadata.generation)
tenant patch certificate web --subresource status --type merge --patch "{\"status\":{
  \"observedGeneration\":$generation,\"notBefore\":\"2020-01-01T00:00:00Z\",\"notAfter\":\"2099-01-01T00:00:00Z\"}}" >/dev/null
tenant annotate secret web-tls sallyport.dev/certificate=web sallyport.dev/issuer=ClusterIssuer/df01 --overwrite >/dev/null
start_controller
expect_the_owner_has_it "after a restart"

say "-- another leader"
start_replica standby "$STANDBY"
signal controller TERM
wait_for 5 "the end of the first" has_ended controller
expect_the_owner_has_it "with another leader"
start_controller
signal standby TERM
wait_for 5 "the end of the second" has_ended standby

say "-- the owner's Certificate is restored without a status, after the tenant's"
shared_certificate web df01 "$HOST" >"$WORLD_DIR/owners.yaml"
k delete certificate web >/dev/null
in_tenant wait_until_it_says certificate/web NameNotOurs 20
kill_controller
tenant delete certificate web >/dev/null
shared_certificate web df01 "$HOST" evil.example.com | tenant_applies
sleep 1
apply <"$WORLD_DIR/owners.yaml"
start_controller
wait_for_condition certificate/web Ready True 20
expect_the_owner_has_it "after the restore"

say "-- what a tenant cannot write"
for verb in get list create patch delete; do
  [[ $(kubectl auth can-i "$verb" nameclaims.sallyport.dev --namespace "$SYSTEM" \
    --as "system:serviceaccount:$TENANT_NS:tenant" || true) == no ]] || fail "a tenant may $verb NameClaims"
done
tenant_applies <<END
apiVersion: sallyport.dev/v1
kind: NameClaim
metadata: {name: $NS.web}
spec: {namespace: $TENANT_NS, certificate: web, names: {$HOST: {since: "2000-01-01T00:00:00Z"}}}
END
expect_the_owner_has_it "with a NameClaim in the tenant's own namespace"

say "-- the owner renames back and forth, and has been issued the name before"
owner_asks_for() { k patch certificate web --type merge --patch "{\"spec\":{\"dnsNames\":[\"$1\"]}}" >/dev/null; }
claim=nameclaims/$NS.web
claims() { kubectl get "$claim" --namespace "$SYSTEM" --output "jsonpath={.spec.names.${HOST//./\\.}.$1}"; }
is_unasked() { [[ $(claims unasked) ]]; }
for name in first second; do
  owner_asks_for "$name.stolen.example.com"
  wait_for 20 "the name to be kept" is_unasked || fail "$(kubectl get "$claim" --namespace "$SYSTEM" --output yaml)"
  in_tenant says certificate/web NameNotOurs || fail "$name: $(in_tenant explanation certificate/web)"
  owner_asks_for "$HOST"
  wait_for_condition certificate/web Ready True 20
done

say "-- handed over on purpose, though the tenant has asked for longer than the heir"
HEIR=$NS-heir
kubectl create namespace "$HEIR" >/dev/null
k delete certificate web >/dev/null
wait_for 10 "the name to be kept" is_unasked || fail "$(kubectl get "$claim" --namespace "$SYSTEM" --output yaml)"
kubectl apply --filename - >/dev/null <<END
apiVersion: sallyport.dev/v1
kind: NamePolicy
metadata: {name: hand-over}
spec: {names: ["$HOST"], namespaces: ["$HEIR"]}
END
shared_certificate web df01 "$HOST" | NS=$HEIR apply
(use_namespace "$HEIR" && wait_for_condition certificate/web Ready True 30)
kubectl patch "$claim" --namespace "$SYSTEM" --type merge --patch "{\"spec\":{\"names\":{\"$HOST\":null}}}" >/dev/null
kubectl delete namepolicies.sallyport.dev hand-over >/dev/null
sleep 2
in_tenant says certificate/web "belongs to namespace $HEIR" || fail "$(in_tenant explanation certificate/web)"
(use_namespace "$HEIR" && expect_good_secret web-tls "$HOST")

tenant delete certificate web >/dev/null
kubectl delete namespace "$TENANT_NS" "$HEIR" --wait=false >/dev/null
kubectl delete clusterissuers.sallyport.dev df01 >/dev/null
