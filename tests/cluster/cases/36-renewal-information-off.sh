# Behaviours: R26
# An Issuer that says so is never asked for renewal information, and is not told what is replaced.
EXTRA="    disableRenewalInfo: true" issuer ca | apply
certificate web ca off.example.com | apply
wait_for_condition certificate/web Ready True 20
[[ ! $(field certificate/web .status.renewalInfo) ]] || fail "there is renewal information"
replaced=$(ca_log_count 'is a replacement of') serial=$(serial_of web-tls)
k annotate certificate web sallyport.dev/renew=1 >/dev/null
is_renewed() { [[ $(serial_of web-tls) != "$serial" ]]; }
wait_for 20 "the renewal" is_renewed || fail "$(explanation certificate/web)"
(($(ca_log_count 'is a replacement of') == replaced)) || fail "the CA was told what it replaces"
