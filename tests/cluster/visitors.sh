# Visitors of a user's application, while something else happens. Needs bed.sh.

# visitors_come URL: from now on, one after the other.
visitors_come() { start visitors python3 "$BED/traffic.py" "$1" "open" "$WORLD_DIR/visitors"; }

# Sets SERVED and FAILED, as numbers of requests, and SLOWEST in milliseconds.
visitors_go() {
  signal visitors TERM
  wait_for 10 "the visitors to go" has_ended visitors
  # shellcheck disable=SC2034 # for who calls this
  read -r SERVED FAILED SLOWEST <"$WORLD_DIR/visitors"
}
