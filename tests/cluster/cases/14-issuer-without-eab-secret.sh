# The Secret of the external account binding is missing: it is named.
EXTRA="    externalAccountBinding: {keyID: customer-1, keySecretRef: {name: eab-key, key: secret}}" \
  issuer ca | apply
wait_until_it_says issuer/ca ExternalAccountMissing 20
says issuer/ca eab-key || fail "the Secret is not named: $(explanation issuer/ca)"
has_condition issuer/ca Ready False || fail "it is Ready"
described issuer/ca issuer-ExternalAccountMissing
