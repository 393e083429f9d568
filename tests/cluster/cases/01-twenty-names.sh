# As many writes for twenty names as for one.
issuer ca | apply
wait_for_condition issuer/ca Ready True 15

mark=$(audit_mark)
names=()
for number in {01..20}; do names+=("n$number.example.com"); done
certificate web ca "${names[@]}" | apply
wait_for_condition certificate/web Ready True 30
expect_good_secret web-tls "${names[@]}"

audit "$mark" list
expect_at_most "writes, deletes to come included" \
  $(($(writes_since "$mark") + $(pending_since "$mark"))) 9
expect_at_most "Events" "$(events_since "$mark")" 2
