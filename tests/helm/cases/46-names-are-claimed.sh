# By the chart's defaults a name stays its namespace's after its Certificate, and after a restart,
# until an administrator hands it over. It costs one write, once.
export SALLYPORT_ANSWER_GRACE=1
fresh
install
kubectl apply --filename "$BED/manifests/sidecar-endpoints.yaml"
product_up
for NS in keeper waiting; do
  kubectl create namespace "$NS"
  issuer ca | apply
  wait_for_condition issuer/ca Ready True 20
done

use_namespace keeper
mark=$(audit_mark)
certificate web ca kept.example.com | apply
wait_for_condition certificate/web Ready True 20
sleep 2 # until the answers were removed
expect_at_most "writes" "$(writes_since "$mark")" 9
claim() { kubectl get nameclaims/keeper.web --namespace "$SYSTEM" "$@"; }
claimed=$(claim --output 'jsonpath={.spec.namespace} {.spec.certificate} {.spec.names}')
[[ $claimed == 'keeper web {"kept.example.com":{"since":"'*'"}}' ]] || fail "$(claim --output yaml)"
mark=$(audit_mark)
first=$(serial_of web-tls)
k annotate certificate/web sallyport.dev/renew=please
is_renewed() { [[ $(serial_of web-tls) != "$first" ]]; }
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/web)"
sleep 2
expect_at_most "writes of a renewal" "$(writes_since "$mark")" 7

k delete certificate web
programs_end
product_up
use_namespace waiting
certificate web ca kept.example.com | apply
wait_until_it_says certificate/web "belongs to namespace keeper, which had it first" 10
use_namespace keeper
certificate again ca kept.example.com | apply
wait_for_condition certificate/again Ready True 20
k delete certificate again
kept() { kubectl get nameclaims/keeper.again --namespace "$SYSTEM" --output yaml | grep unasked: >/dev/null; }
wait_for 10 "the name to be kept" kept

use_namespace waiting
for name in web again; do
  kubectl patch "nameclaims/keeper.$name" --namespace "$SYSTEM" --type merge \
    --patch '{"spec": {"names": {"kept.example.com": null}}}'
done
wait_for_condition certificate/web Ready True 40
expect_good_secret web-tls kept.example.com
[[ -z $(audit 0 denied) ]] || fail "refused by the API server: $(audit 0 denied)"
programs_end
uninstall
