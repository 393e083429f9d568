# What a tenant who may create everything of our API, and Secrets and Ingresses, in its own namespace
# cannot do to another one. Behaviours: M1
source "$BED/tenant.sh"
OTHER=$NS-other
HOST=victim.example.com
make_tenant "$OTHER"
told() { k get events --output 'jsonpath={.items[*].reason}' | grep --word-regexp "$1" >/dev/null; }

issuer ca | apply
wait_for_condition issuer/ca Ready True 15
certificate web ca "$HOST" | apply
wait_for_condition certificate/web Ready True 20
serial=$(serial_of web-tls)
sleep 1 # until the next second, by which it is told who came first

say "-- a certificate for the other's name"
orders=$(orders_made)
issuer ca | tenant_applies
certificate web ca other.example.com "$HOST" | tenant_applies
in_tenant wait_until_it_says certificate/web NameNotOurs 15
in_tenant says certificate/web "belongs to namespace $NS" || fail "$(in_tenant explanation certificate/web)"
in_tenant wait_for_condition certificate/web Stalled True 5
wait_for 10 "the owner to be told" told NameAskedElsewhere || fail "$(k get events)"
in_tenant described certificate/web NameNotOurs
described certificate/web NameAskedElsewhere
issuer shared | sed 's/kind: Issuer/kind: ClusterIssuer/' | kubectl apply --filename - >/dev/null
EXTRA='  issuerRef: {kind: ClusterIssuer, name: shared}' certificate shared ca "$HOST" |
  sed '/^  issuerRef:$/,+1d' | tenant_applies
in_tenant wait_until_it_says certificate/shared NameNotOurs 15
expect_at_most "orders made for it" $(($(orders_made) - orders)) 0
! in_tenant exists secret/web-tls || fail "the other has a Secret"

say "-- an account, or what else is in the other's Secrets"
in_tenant wait_for_condition issuer/ca Ready True 15
[[ $(field secret/ca-account '.data.tls\.key') != "$(in_tenant field secret/ca-account '.data.tls\.key')" ]] ||
  fail "both namespaces have one account key"
issuer reach | sed "s|reach-account|../$NS/ca-account|" | tenant_applies
in_tenant wait_until_it_says issuer/reach "not a name" 15
! issuer own | sed 's/kind: Issuer/kind: ClusterIssuer/' | tenant_applies 2>/dev/null ||
  fail "a tenant made a ClusterIssuer"

say "-- an answer"
token=abcdefghijklmnopqrstuvwxyz0123456789
challenge() {
  cat <<END
apiVersion: sallyport.dev/v1
kind: Challenge
metadata: {name: forged}
spec:
  answers:
    - {host: $HOST, token: $token, expires: "2099-01-01T00:00:00Z",
       keyAuthorization: $token.0123456789012345678901234567890123456789012}
END
}
challenge | tenant_applies
! challenge | tenant apply --namespace "$SYSTEM" --filename - 2>/dev/null || fail "written into $SYSTEM"
sleep 1
code=$(curl --silent --output /dev/null --write-out '%{http_code}' \
  "http://$HOST/.well-known/acme-challenge/$token")
[[ $code == 404 ]] || fail "the forged answer is given: $code"

say "-- calls to what is inside"
issuer inside https://127.0.0.1:2379/dir | tenant_applies
in_tenant wait_until_it_says issuer/inside ServerNotAllowed 20

say "-- no renewals for others"
for i in {1..100}; do
  certificate "broken-$i" ca "broken-$i.nowhere.example.com"
  printf -- '---\n'
done | tenant_applies
k annotate certificate/web sallyport.dev/renew=1 >/dev/null
renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
wait_for 10 "the renewal" renewed || fail "$(explanation certificate/web)"
tenant delete certificates --selector '!keep' --field-selector metadata.name!=web >/dev/null

say "-- an administrator's word counts more than who came first"
kubectl apply --filename - >/dev/null <<END
apiVersion: sallyport.dev/v1
kind: NamePolicy
metadata: {name: victims}
spec: {names: ["$HOST"], namespaces: ["$OTHER"]}
END
in_tenant wait_for_condition certificate/web Ready True 20
k annotate certificate/web sallyport.dev/renew=2 --overwrite >/dev/null
wait_until_it_says certificate/web NameNotOurs 15
says certificate/web "NamePolicy victims" || fail "$(explanation certificate/web)"
serial=$(serial_of web-tls)
kubectl delete namepolicies.sallyport.dev victims >/dev/null
wait_for 15 "the renewal that was refused" renewed || fail "$(explanation certificate/web)"

say "-- a name that was issued stays its namespace's without its Certificate"
tenant annotate certificate/web sallyport.dev/renew=1 >/dev/null
in_tenant wait_until_it_says certificate/web NameNotOurs 15
k delete certificate/web >/dev/null
tenant annotate certificate/web sallyport.dev/renew=2 --overwrite >/dev/null
sleep 2
in_tenant says certificate/web NameNotOurs || fail "$(in_tenant explanation certificate/web)"

say "-- a name that was never issued is free when nobody asks for it any more"
EXTRA='    preflight: "Off"' issuer never https://ca.example.net:1/dir | apply
certificate first never free.example.com | apply
wait_until_it_says certificate/first IssuerNotReady 15
described certificate/first IssuerNotReady
certificate second ca free.example.com | tenant_applies
in_tenant wait_until_it_says certificate/second NameNotOurs 15
k delete certificate/first >/dev/null
in_tenant wait_for_condition certificate/second Ready True 30

kubectl delete clusterissuers.sallyport.dev shared >/dev/null
kubectl delete namespace "$OTHER" --wait=false >/dev/null
