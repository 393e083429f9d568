# Besides tls.key and tls.crt the Secret holds the forms that the spec asks for; one that is asked for
# later, or no longer, is written around the same key and certificate.
data_keys() { k get secret web-tls --output json | python3 -c 'import json,sys; print(*sorted(json.load(sys.stdin)["data"]))'; }
holds() { [[ $(data_keys) == "$*" ]]; }
public_key() { openssl pkey "$@" -pubout 2>/dev/null; }

issuer ca | apply
EXTRA="  additionalOutputFormats: [{type: DER}]" certificate web ca forms.example.com | apply
wait_for_condition certificate/web Ready True 20
holds key.der tls.crt tls.key || fail "it holds $(data_keys)"
serial=$(serial_of web-tls) issued=$(certificates_issued)

EXTRA="  additionalOutputFormats: [{type: CombinedPEM}]
  keystores: {pkcs12: {create: true, passwordSecretRef: {name: p12}}}
  secretTemplate: {labels: {team: shop}}" certificate web ca forms.example.com | apply
wait_until_it_says certificate/web "Secret forms-of-the-secret/p12 does not exist" 20
described certificate/web KeystorePasswordMissing
k create secret generic p12 --from-literal password=opensesame >/dev/null
wait_for 60 "the keystore" holds keystore.p12 tls-combined.pem tls.crt tls.key || fail "it holds $(data_keys)"
[[ $(k get secret web-tls --output 'jsonpath={.metadata.labels.team}') == shop ]] || fail "it lacks its label"

folder=$WORLD_DIR/forms
mkdir -p "$folder"
for file in tls.key tls.crt tls-combined.pem keystore.p12; do secret_file web-tls "$file" "$folder/$file"; done
cat "$folder/tls.key" "$folder/tls.crt" | cmp - "$folder/tls-combined.pem" || fail "tls-combined.pem is another"
cmp <(public_key -in "$folder/tls.key") \
  <(openssl pkcs12 -in "$folder/keystore.p12" -passin pass:opensesame -nodes -nocerts | public_key) ||
  fail "the keystore has another key"
keystore_chain() { openssl pkcs12 -in "$folder/keystore.p12" -passin pass:opensesame -nokeys; }
[[ $(keystore_chain | grep -c 'BEGIN CERT') == "$(grep -c 'BEGIN CERT' "$folder/tls.crt")" ]] ||
  fail "the keystore has another chain"
[[ $(serial_of web-tls) == "$serial" && $(certificates_issued) == "$issued" ]] || fail "it was issued again"
wait_for_condition certificate/web Issuing False 40

say "-- DF29: made anew without them, under the same name"
k delete certificate web >/dev/null
certificate web ca forms.example.com | apply
wait_for 20 "the old forms to go" holds tls.crt tls.key || fail "it holds $(data_keys)"
