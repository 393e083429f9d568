# Of the rights that manifests/ gives, the cases before this one needed each: a right that nothing
# needs would be there for an intruder only. Run alone, this case names those of the other cases.
roles=$(kubectl get clusterroles,roles --all-namespaces --output json | python3 -c '
import json, sys
ours = ("sallyport-controller", "sallyport-sidecar")
json.dump({"items": [r for r in json.load(sys.stdin)["items"] if r["metadata"]["name"] in ours]},
          sys.stdout)')
[[ $roles == *'"challenges"'* && $roles == *'"secrets"'* ]] || fail "our roles are not there: $roles"
unused=$(audit 0 unused <<<"$roles")
[[ -z $unused ]] || fail "no case needed these rights: $unused"
