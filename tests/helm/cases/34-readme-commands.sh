# The README's commands, in their order, do what it says.
# With Helm 3 as well.
fresh
kubectl delete namespace "$SYSTEM"
commands() { sed -n "s/^    \(\(helm\|kubectl\) .*\)/\1/p" "$CHART/README.md"; }
(($(commands | wc -l) == 7)) || fail "not the commands that are looked for here: $(commands)"
run() { (cd "$SALLYPORT_ROOT" && bash -euxo pipefail <(commands | sed -n "$1p")); }
use_namespace "$SYSTEM"
crds() { kubectl get crds --output name | grep -c 'sallyport\.dev$' || true; }

run 1,2
[[ $(release_field status) == deployed && $(crds) == 7 ]] || fail "not installed"
run 3,4
[[ $(release_field revision) == 3 ]] || fail "revision $(release_field revision)"
run 5
[[ $(crds) == 7 ]] || fail "the CRDs are gone"
crds_serve
run 6,7
[[ $(crds) == 0 ]] || fail "CRDs are left"
is_gone "namespace/$SYSTEM" || fail "the namespace is left"
[[ -z $(leftovers) ]] || fail "left: $(leftovers)"
