# Made twice, all but the signatures is the same to the last bit.
again=${RELEASE%-test}-trial
diff "$RELEASE/SHA256SUMS" "$again/SHA256SUMS"
(($(wc -l <"$RELEASE/SHA256SUMS") == 10)) || fail "too few files are compared: $(<"$RELEASE/SHA256SUMS")"
(cd "$again" && sha256sum --check --strict SHA256SUMS)
