# The API server takes connections and says nothing for two minutes. The sidecar goes on giving the answers
# that it holds, denies no token, and stands aside once it holds none. The controller is not ready, and
# says why. Once the API server speaks, all is as before.
STANDBY=$CONTROLLER_ADDRESS:8081
asked() { # PATH-OF-TOKEN: the status
  curl --silent --output /dev/null --write-out '%{http_code}' --max-time 2 --header 'Host: held.example.com' \
    "http://$SIDECAR_ADDRESS:8089/.well-known/acme-challenge/$1"
}
probe() { curl --silent --max-time 2 --write-out "%{http_code}" "http://$1"; }
status_of() { curl --silent --max-time 2 --output /dev/null --write-out "%{http_code}" "http://$1"; }
is() { [[ $("${@:2}") == "$1" ]]; }
# Each watch is deaf 90 s after its own last word.
is_deaf() { [[ $(probe "$STANDBY/readyz") == *"watch of certificates has heard nothing from the API server for "* ]]; }
ready() { is ok$'\n'200 probe "$1"; }
HELD=$(printf 'h%.0s' {1..43}) UNKNOWN=$(printf 'u%.0s' {1..43})

no_answers() { [[ ! $(kubectl get challenges --namespace "$SYSTEM" --output name) ]]; }

wait_for 30 "the answers of other cases to go" no_answers
start_replica standby "$STANDBY"
kubectl apply --filename - <<END
apiVersion: sallyport.dev/v1
kind: Challenge
metadata: {name: held, namespace: "$SYSTEM"}
spec:
  answers:
    - host: held.example.com
      token: "$HELD"
      keyAuthorization: "$HELD.$HELD"
      expires: "$(date --utc --date '110 seconds' +%FT%TZ)"
END
wait_for 5 "the answer" is 200 asked "$HELD" || fail "the sidecar says $(asked "$HELD")"
is 404 asked "$UNKNOWN" || fail "the sidecar says $(asked "$UNKNOWN")"

signal kube-apiserver STOP
trap 'signal kube-apiserver CONT' EXIT
wait_for 93 "the controller to say that it hears nothing" is_deaf || fail "$(probe "$STANDBY/readyz")"
is 503 status_of "$STANDBY/readyz" || fail "the controller is ready"
wait_for 5 "the sidecar not to deny" is 503 asked "$UNKNOWN" || fail "it says $(asked "$UNKNOWN")"
is 200 asked "$HELD" || fail "what the sidecar holds it answers by $(asked "$HELD")"
ready "$SIDECAR_ADDRESS:8090/readyz/current" || fail "it stands aside with answers in its hands"
wait_for 30 "the sidecar to stand aside" is 503 status_of "$SIDECAR_ADDRESS:8090/readyz/current" ||
  fail "$(probe "$SIDECAR_ADDRESS:8090/readyz/current")"
ready "$SIDECAR_ADDRESS:8090/readyz" || fail "it would take an ingress out of its Service"

signal kube-apiserver CONT
trap - EXIT
wait_for 30 "the sidecar to hear" ready "$SIDECAR_ADDRESS:8090/readyz/current"
wait_for 5 "the sidecar to deny again" is 404 asked "$UNKNOWN" || fail "it says $(asked "$UNKNOWN")"
wait_for 30 "the controller to hear" ready "$STANDBY/readyz"
kubectl delete challenge --namespace "$SYSTEM" held

signal standby TERM
wait_for 5 "the end of the second" has_ended standby
is_running controller || start_controller # it could not renew the Lease
