# No shell, no package manager, nothing that changes who one is, nothing that the user can write.
image list "$ARCHIVE" >"$CASE_DIR/list"
cat "$CASE_DIR/list"
awk '$4 == "file" && $5 !~ "^/(usr/lib(64)?|usr/share|etc|var/lib/dpkg/status.d)/" { print $5 }' \
  "$CASE_DIR/list" | sort >"$CASE_DIR/programs"
diff "$CASE_DIR/programs" - <<<$'/usr/bin/sallyport-controller\n/usr/bin/sallyport-sidecar' ||
  fail "there are other programs than ours"
awk '$4 == "file" && $1 ~ "[1357]" && $5 !~ "^/usr/bin/sallyport-" &&
  $5 !~ "\\.so(\\.[0-9.]+)?$" { print $5 }' "$CASE_DIR/list" >"$CASE_DIR/executable"
[[ ! -s $CASE_DIR/executable ]] || fail "executable: $(<"$CASE_DIR/executable")"
awk '$2 != 0 || $3 != 0 || ($4 != "link" && $1 !~ "^0[67][45][45]$") || $4 == "other"' \
  "$CASE_DIR/list" >"$CASE_DIR/wrong"
[[ ! -s $CASE_DIR/wrong ]] || fail "owner, mode or kind is wrong: $(<"$CASE_DIR/wrong")"
