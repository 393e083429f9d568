# Inside a world: runs each case on one bed, and counts them.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/count.sh"

# With which Helm a case is run: Helm 4, and 3 where the case says so.
variants_of() {
  printf '\n'
  if grep -qs '^# With Helm 3 as well\.$' "$HERE/cases/$1.sh"; then printf 'helm3\n'; fi
}

started=$EPOCHREALTIME
bed_up
say "test bed up in $(seconds_since "$started") s, Kubernetes $(server_version)"
count_cases helm "$HERE" true "$@"
