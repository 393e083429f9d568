# Inside a world: unpacks the image, and looks at it case by case.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/count.sh"
source "$HERE/image.sh"

python3 "$HERE/image.py" unpack "$ARCHIVE" "$IMAGE_ROOT"
count_cases image "$HERE" true "$@"
