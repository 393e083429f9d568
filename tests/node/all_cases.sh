# Inside a world: runs each case on one bed with two nodes, and counts them.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/count.sh"
source "$HERE/setup.sh"
source "$HERE/node.sh"

started=$EPOCHREALTIME
own_folders
bed_up
nodes_up
import_image "$SALLYPORT_IMAGE" >"$WORLD_DIR/log/import.log"
say "test bed with ${#NODES[@]} nodes up in $(seconds_since "$started") s"
count_cases node "$HERE" true "$@"
