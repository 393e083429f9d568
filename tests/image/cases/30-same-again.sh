# Another build of the same sources, see run.sh, is the same to the last bit.
cmp "$ARCHIVE" "${ARCHIVE%/*}/again/${ARCHIVE##*/}"
