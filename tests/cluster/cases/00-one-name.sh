# The demo's path: one name, by an Ingress of our own, through port 80. First of all cases, so that
# every write since the mark belongs to it.
issuer ca | apply
wait_for_condition issuer/ca Ready True 15

mark=$(audit_mark)
certificate web ca one.example.com | apply
wait_for_condition certificate/web Ready True 15
expect_good_secret web-tls one.example.com

audit "$mark" list
expect_at_most "writes, deletes to come included" \
  $(($(writes_since "$mark") + $(pending_since "$mark"))) 9
expect_at_most "Events" "$(events_since "$mark")" 1
audit "$mark" reads
expect_at_most "requests of any kind, deletes to come included" \
  $(($(requests_since "$mark") + $(pending_since "$mark"))) 12
expect_at_most "writes to pods" "$(audit "$mark" pods)" 0

say "-- a second Certificate for the host, which is routed already"
mark=$(audit_mark)
EXTRA="  privateKey: {algorithm: RSA}" certificate again ca one.example.com | apply
wait_for_condition certificate/again Ready True 15
expect_good_secret again-tls one.example.com
audit "$mark" list
written_since() { audit "$1" list | grep -cE "$2" || true; }
claims=$(written_since "$mark" nameclaims)
expect_at_most "writes of its NameClaim, once for all" "$claims" 1
expect_at_most "other writes, deletes to come included" \
  $(($(writes_since "$mark") + $(pending_since "$mark") - claims)) 7
expect_at_most "writes of routes" "$(written_since "$mark" 'ingresses|httproutes')" 0

say "-- and its renewal"
renewed() { [[ $(serial_of again-tls) != "$before" ]]; }
mark=$(audit_mark)
before=$(serial_of again-tls)
k annotate certificate again sallyport.dev/renew=today >/dev/null
wait_for 30 "the renewal" renewed
audit "$mark" list | grep secrets
expect_at_most "writes of routes" "$(written_since "$mark" 'ingresses|httproutes')" 0
k delete certificate again >/dev/null
described certificate/web Issued
described issuer/ca issuer-AccountRegistered
