# The demo's path, by pods: one name, through the ingress on port 80 to a pod of the sidecar.
issuer ca | apply
wait_for_condition issuer/ca Ready True "$LEADS_WITHIN"
mark=$(audit_mark)
started=$EPOCHREALTIME
certificate web ca one.example.com | apply
wait_for_condition certificate/web Ready True 15
say "Ready after $(seconds_since "$started") s"
expect_good_secret web-tls one.example.com
expect_at_most "writes, deletes to come included" \
  $(($(writes_since "$mark") + $(pending_since "$mark"))) 9
expect_at_most "writes to pods" "$(audit "$mark" pods)" 0
[[ -z $(audit "$mark" denied) ]] || fail "$(audit "$mark" denied)"
