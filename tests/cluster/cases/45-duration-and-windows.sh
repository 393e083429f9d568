# A duration is asked for where the Issuer has it, and nowhere else; a renewal waits for its window.
days_left() { echo $((($(date --date "$(field "$1" .status.notAfter)" +%s) - $(date +%s) + 43200) / 86400)); }
EXTRA="    enableDurationFeature: true" issuer ca | apply
issuer plain | apply
windows='  renewalWindows: [{days: [Sun], start: "03:00", duration: 2h}]'
# Of 40 days two thirds are over, and the last twentieth has not begun, for more than a week: there is
# a window in between, whichever day it is.
EXTRA="  duration: 960h
$windows" certificate short ca short.example.com | apply
EXTRA="  duration: 480h" certificate usual plain usual.example.com | apply
wait_for_condition certificate/short Ready True 20
wait_for_condition certificate/usual Ready True 20
[[ $(days_left certificate/short) == 40 ]] || fail "it lasts $(days_left certificate/short) days"
[[ $(days_left certificate/usual) == 90 ]] || fail "it lasts $(days_left certificate/usual) days"
renewal=$(field certificate/short .status.renewalTime)
[[ $(date --utc --date "$renewal" '+%a %H') =~ ^Sun\ 0[34]$ ]] || fail "renewal at $renewal"
refusal() { EXTRA=$1 certificate bad ca bad.example.com | k apply --filename - 2>&1 || true; }
[[ $(refusal '  renewalWindows: [{start: "25:00", duration: 2h}]') == *"renewalWindows[0].start"* ]] ||
  fail "a window at 25:00 is accepted"
[[ $(refusal '  keystores: {jks: {create: true}}') == *"JKS is not made"* ]] || fail "JKS is accepted"
