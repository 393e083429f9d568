# Inside a world: runs each case on one bed, and counts them; then looks whether every section of
# every page was read.
DOCS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$DOCS/../cluster/bed.sh"
source "$BED/count.sh"
source "$DOCS/pages.sh"

# pods: what all our programs say, wherever they run.
show_logs_of kubelet pods
touch "$WORLD_DIR/log/pods.log"

started=$EPOCHREALTIME
bed_up
check_out
start kubelet bash "$DOCS/kubelet.sh"
say "test bed up in $(seconds_since "$started") s, Kubernetes $(server_version)"
count_cases docs "$DOCS" true "$@"
(($#)) || all_is_read
