# Both programs start on these files alone, and say what is wrong with what they are given.
for program in controller sidecar; do
  in_image "sallyport-$program" --help | grep -e '--system-namespace'
  if in_image "sallyport-$program" --kubeconfig=/nowhere >"$CASE_DIR/$program" 2>&1; then
    fail "the $program starts without a kubeconfig"
  fi
  grep -E "^sallyport-$program: .*/nowhere" "$CASE_DIR/$program" || fail "$(<"$CASE_DIR/$program")"
done
