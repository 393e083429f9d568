# Accounts that cannot be had, and what a person is told of each: what is wrong, and what to change.
source "$BED/strange.sh"
trap 'ended strange-ca KILL' EXIT
start_strange_ca

say "-- what the Issuer says is wrong"
EXTRA="    disableAccountKeyGeneration: true" issuer keyless | apply
k create secret generic scrambled-account --from-literal tls.key=none >/dev/null
issuer scrambled | apply
EXTRA="    termsOfServiceAgreed: false" issuer unagreed | apply
wait_for_reason issuer/keyless Ready AccountKeyMissing 20
described issuer/keyless issuer-AccountKeyMissing
wait_for_reason issuer/scrambled Ready AccountKeyInvalid 20
described issuer/scrambled issuer-AccountKeyInvalid
wait_for_reason issuer/unagreed Ready TermsNotAgreed 20
described issuer/unagreed issuer-TermsNotAgreed
printf 'no certificate\n' >"$WORLD_DIR/no-bundle"
issuer unreadable "$CA_DIRECTORY" "$WORLD_DIR/no-bundle" | apply
wait_for_reason issuer/unreadable Ready InvalidSpec 20
described issuer/unreadable issuer-InvalidSpec

say "-- what the CA refuses"
issuer stranger "$(strange_directory customers-only)" | apply
issuer crowd "$(strange_directory crowded)" | apply
issuer uninvited "$(strange_directory guest-list)" | apply
wait_for_reason issuer/stranger Ready ExternalAccountRequired 20
described issuer/stranger issuer-ExternalAccountRequired
wait_for_reason issuer/crowd Ready RateLimited 20
described issuer/crowd issuer-RateLimited
wait_for_reason issuer/uninvited Ready AccountRefused 20
described issuer/uninvited issuer-AccountRefused

say "-- the key of an account"
issuer unchanged "$(strange_directory no-key-change)" | apply
issuer changed | apply
for name in unchanged changed; do
  wait_for_condition "issuer/$name" Ready True 20
  k annotate "issuer/$name" sallyport.dev/rollover-account-key=1 >/dev/null
done
wait_for_reason issuer/unchanged AccountKeyChanged AccountKeyKept 20
described issuer/unchanged issuer-AccountKeyKept
wait_for_reason issuer/changed AccountKeyChanged AccountKeyChanged 20
wait_for_condition issuer/changed Ready True 20
described issuer/changed issuer-AccountKeyChanged

say "-- one that its owner has ended"
k annotate issuer/changed "sallyport.dev/deactivate-account=$(field issuer/changed .status.acme.uri)" >/dev/null
wait_for_reason issuer/changed Ready AccountDeactivated 20
described issuer/changed issuer-AccountDeactivated
k delete issuer crowd keyless scrambled unreadable unagreed stranger uninvited unchanged changed >/dev/null
