# ./dev shell: the test bed with a prompt. Runs inside a world.
source "$(dirname "${BASH_SOURCE[0]}")/bed.sh"

say "starting the test bed (about 6 s)"
bed_up
apply_manifests >/dev/null
if [[ -x $PROGRAMS/sallyport-controller && -x $PROGRAMS/sallyport-sidecar ]]; then product_up; fi
source "$BED/prompt.sh"
