# Inside a world: the situations, one after the other, through one ingress controller by one kind of
# route. SALLYPORT_INGRESS and KIND say which.
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"
source "$BED/count.sh"
source "$SALLYPORT_ROOT/tests/ingress/routes.sh"

export SALLYPORT_ANSWER_GRACE=4
show_logs_of controller "$INGRESS"

# A case by IPv6 is for the families that say how they listen so.
variants_of() {
  [[ $1 == *-ipv6 ]] && ! declare -F listen_on_ipv6 >/dev/null || printf '\n'
}

started=$EPOCHREALTIME
bed_up
kind_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
mapfile -t flags < <(product_flags)
product_up "${flags[@]}"
say "test bed up in $(seconds_since "$started") s, $(ingress_version)"
count_cases ingress "$INGRESS_TESTS" true "$@"
