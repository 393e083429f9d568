# Inside a world: a control plane and a registry; each case on them, and then whether every section that
# says it is run here was.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/count.sh"
source "$HERE/release.sh"

bed_up
registry_up
CASE_SECONDS=300 count_cases release "$HERE" true "$@"
(($#)) || all_is_read
