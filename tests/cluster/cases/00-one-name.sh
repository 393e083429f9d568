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
described certificate/web Issued
described issuer/ca issuer-AccountRegistered
