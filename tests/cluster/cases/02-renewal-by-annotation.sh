# A new value of the annotation renews once, with a new key, and at most 7 writes.
issuer ca | apply
certificate web ca renewed.example.com | apply
wait_for_condition certificate/web Ready True 20
first=$(serial_of web-tls)
key=$(field secret/web-tls '.data.tls\.key' | sha256sum)
issued=$(certificates_issued)

has_served() { [[ $(field certificate/web .status.renewRequest) == "$1" ]]; }

mark=$(audit_mark)
k annotate certificate/web sallyport.dev/renew=please >/dev/null
wait_for 20 "the renewal" has_served please || fail "$(explanation certificate/web)"
[[ $(serial_of web-tls) != "$first" ]] || fail "the certificate is the old one"
[[ $(field secret/web-tls '.data.tls\.key' | sha256sum) != "$key" ]] || fail "the key is the old one"
expect_good_secret web-tls renewed.example.com
audit "$mark" list
expect_at_most "writes, deletes to come included" \
  $(($(writes_since "$mark") + $(pending_since "$mark"))) 7

k annotate --overwrite certificate/web sallyport.dev/renew=please other=word >/dev/null
k label certificate/web team=shop >/dev/null
sleep 1
[[ $(certificates_issued) == $((issued + 1)) ]] || fail "it was renewed more than once"
