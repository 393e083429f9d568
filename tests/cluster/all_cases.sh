# Inside a world: runs each case on one bed, in a namespace of its own, and counts them.
source "$(dirname "${BASH_SOURCE[0]}")/bed.sh"
source "$BED/count.sh"

# A case may have ended while one of them was down.
revive_programs() {
  is_running sidecar || start_sidecar
  is_running controller || start_controller
}

# The answers are kept for 4 s instead of 60 s, so that their removal can be waited for.
export SALLYPORT_ANSWER_GRACE=4
show_logs_of controller

started=$EPOCHREALTIME
bed_up
apply_manifests >"$WORLD_DIR/log/manifests.log"
product_up
say "test bed up in $(seconds_since "$started") s, Kubernetes $(server_version)"
count_cases cluster "$BED" revive_programs "$@"
