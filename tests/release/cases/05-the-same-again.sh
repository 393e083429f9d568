# Made twice, all but the signatures is the same to the last bit.
diff "$RELEASE/SHA256SUMS" "$ANOTHER/SHA256SUMS"
(($(wc -l <"$RELEASE/SHA256SUMS") == 10)) || fail "too few files are compared: $(<"$RELEASE/SHA256SUMS")"
(cd "$ANOTHER" && sha256sum --check --strict SHA256SUMS)
