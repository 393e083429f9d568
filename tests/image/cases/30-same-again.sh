# Another build of the same sources is the same to the last bit.
"$SALLYPORT_ROOT/image/build.sh" "$CASE_DIR/again"
cmp "$ARCHIVE" "$CASE_DIR/again/sallyport-$VERSION.tar"
