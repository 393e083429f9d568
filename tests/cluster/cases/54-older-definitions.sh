# The controller is newer than the CustomResourceDefinitions: it leaves out of the statuses what they do
# not know, and says so once. Neither a restart in mid order nor one afterwards costs a second order. With
# the new definitions all is told again, after a restart or ten minutes later.
CRDS=$SALLYPORT_ROOT/manifests/crds.yaml
serve() { kubectl apply --server-side --force-conflicts --filename "$1" >/dev/null; }
knows() { kubectl explain certificates.status.order.started >/dev/null 2>&1; }
knows_not() { ! knows; }
has_order() { [[ $(field certificate/slow .status.order.url) ]]; }
warnings() { grep -c 'event=StatusFieldUnknown.*field=status.order.started' "$WORLD_DIR/log/controller.log" || true; }

# What stands for an earlier version: one whose orders have no time, and that had no Installations.
python3 - "$CRDS" >"$WORLD_DIR/older.yaml" <<'END'
import sys
text = open(sys.argv[1]).read()
out, skip, count = [], None, 0
for line in text.splitlines():
    indent = len(line) - len(line.lstrip())
    if skip is not None and (indent > skip or not line.strip()):
        continue
    skip = None
    if line.strip() == "started:":
        skip, count = indent, count + 1
        continue
    out.append(line)
assert count == 1, count
documents = "\n".join(out).split("\n---\n")
kept = [one for one in documents if "name: installations.sallyport.dev" not in one]
assert len(kept) == len(documents) - 1
print("\n---\n".join(kept))
END

issuer ca | apply
wait_for_condition issuer/ca Ready True 15
ended controller
kubectl delete crd installations.sallyport.dev
serve "$WORLD_DIR/older.yaml"
wait_for 20 "the older definitions" knows_not
told=$(warnings)
start_controller

orders=$(orders_made)
certificate web ca web.older.example.com | apply
wait_for_condition certificate/web Ready True 40
expect_good_secret web-tls web.older.example.com
expect_at_most "orders" $(($(orders_made) - orders)) 1
[[ $(warnings) == $((told + 1)) ]] || fail "told $(($(warnings) - told)) times"
grep event=ClusterNotClaimed "$WORLD_DIR/log/controller.log" || fail "it does not say that it could not claim the cluster"

say "-- a restart afterwards, and one in mid order"
restart_controller
sleep 10
expect_at_most "orders after a restart" $(($(orders_made) - orders)) 1
mark=$(audit_mark)
sleep 10
expect_at_most "writes at rest" "$(writes_here_since "$mark")" 0
orders=$(orders_made)
signal "$INGRESS" STOP
ROUTE='{none: {}}' EXTRA='    preflight: "Off"' issuer open | apply
wait_for_condition issuer/open Ready True 15
certificate slow open slow.older.example.com | apply
wait_for 20 "an order" has_order || { signal "$INGRESS" CONT && fail "$(explanation certificate/slow)"; }
restart_controller
signal "$INGRESS" CONT
sleep 5
expect_at_most "orders after a restart in mid order" $(($(orders_made) - orders)) 1
k delete certificate slow

say "-- the definitions of this version"
serve "$CRDS"
wait_for 20 "the definitions" knows
kubectl wait --for condition=Established --timeout 20s --filename "$CRDS" >/dev/null
restart_controller
told=$(warnings) orders=$(orders_made)
certificate again ca again.older.example.com | apply
wait_for_condition certificate/again Ready True 30
expect_at_most "orders" $(($(orders_made) - orders)) 1
[[ $(warnings) == "$told" ]] || fail "it says that a field is unknown"
[[ $(kubectl get installation sallyport --output 'jsonpath={.spec.holderIdentity}') == "$SYSTEM" ]] || fail "the cluster is not claimed"
