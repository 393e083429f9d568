# Behaviours: R4, R6, R7, R19, V5
# The CA's window is in the status as soon as the certificate is; a window that the CA moves into the
# past renews at once, says why, and tells the CA what it replaces.
replacements() { ca_log_count 'is a replacement of'; }

issuer ca | apply
certificate web ca window.example.com | apply
wait_for_condition certificate/web Ready True 20
selected=$(field certificate/web .status.renewalInfo.selectedTime)
[[ $selected && $selected == "$(field certificate/web .status.renewalTime)" ]] ||
  fail "renewal information is not in the status: $(k get certificate web --output yaml)"
[[ ! $(field certificate/web .status.renewalInfo.selectedTime) < $(field certificate/web .status.renewalInfo.suggestedWindow.start) ]] ||
  fail "the moment is not in the window"

# An unchanged window is not written again, and its moment stays.
sleep 5
mark=$(audit_mark)
restart_controller
sleep 4
expect_at_most "writes after a restart" "$(writes_here_since "$mark")" 0
[[ $(field certificate/web .status.renewalInfo.selectedTime) == "$selected" ]] || fail "another moment was chosen"

serial=$(serial_of web-tls) replaced=$(replacements)
set_renewal_window web-tls 2020-01-01T00:00:00Z 2020-01-02T00:00:00Z
restart_controller
is_renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
wait_for 75 "the renewal" is_renewed || fail "$(explanation certificate/web) $(field certificate/web .status.renewalInfo)"
(($(replacements) == replaced + 1)) || fail "the CA was not told what it replaces"
tells_why() { k get events --output 'jsonpath={.items[*].message}' | finds 'explains why at https://ca.example.net/why'; }
wait_for 10 "the Event" tells_why || fail "no Event tells the explanation"
wait_for_condition certificate/web Ready True 20
[[ $(field certificate/web .status.renewalTime) > $(date --utc --date '+50 days' +%FT%TZ) ]] ||
  fail "renewal again at $(field certificate/web .status.renewalTime)"
