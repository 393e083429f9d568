# A CA that behaves as strange CAs do (strange_ca.py), for the cases. Needs expect.sh.

STRANGE_PORT=15100
mapfile -t STRANGE_ROWS < <(python3 "$BED/strange_ca.py" --rows)

start_strange_ca() {
  start strange-ca python3 "$BED/strange_ca.py" "$CA_ADDRESS" "$WORLD_DIR/pki/pebble.crt" \
    "$WORLD_DIR/pki/pebble.key" "$STRANGE_PORT"
  up strange-ca 10 answers --cacert "$WORLD_DIR/pki/acme.crt" "$(strange_directory "${STRANGE_ROWS[-1]}")"
}

# strange_directory ROW: the URL of the CA that behaves so.
strange_directory() {
  local number
  for number in "${!STRANGE_ROWS[@]}"; do
    [[ ${STRANGE_ROWS[number]} != "$1" ]] || printf 'https://%s:%d/dir' "$CA_HOST" $((STRANGE_PORT + number))
  done
}
