# Behaviours: R24, T19
# A clock that is a day ahead of the CA's makes nothing due: the Issuer says so, and no order is made.
controller_a_day_ahead() {
  LD_PRELOAD=$(faketime_library) FAKETIME=+1d FAKETIME_DONT_FAKE_MONOTONIC=1 start_controller
}
faketime_library() { dpkg --listfiles libfaketime | grep 'libfaketimeMT[.]so'; }
orders_here() { grep -c "event=OrderCreated certificate=$NS/" "$WORLD_DIR/log/controller.log"; }
issuer_says_skew() { has_condition issuer/ca ClockSkew "$1"; }

issuer ca | apply
certificate web ca clock.example.com | apply
wait_for_condition certificate/web Ready True 20
serial=$(serial_of web-tls)
set_renewal_window web-tls "$(date --utc --date '+10 hours' +%FT%TZ)" "$(date --utc --date '+11 hours' +%FT%TZ)"
restart_controller
window_is_near() { [[ $(field certificate/web .status.renewalTime) < $(date --utc --date '+12 hours' +%FT%TZ) ]]; }
wait_for 20 "the moved window" window_is_near || fail "$(field certificate/web .status)"
sleep 5 # for the last of the answers to go
mark=$(audit_mark) orders=$(orders_here)

kill_controller
controller_a_day_ahead
wait_for 20 "the Issuer to say ClockSkew" issuer_says_skew True || fail "$(explanation issuer/ca)"
described issuer/ca issuer-ClockSkew
sleep 2
(($(orders_here) == orders)) || fail "orders were made"
[[ $(serial_of web-tls) == "$serial" ]] || fail "it was renewed"
expect_at_most "writes" "$(writes_here_since "$mark")" 1

restart_controller
wait_for 30 "the Issuer to take it back" issuer_says_skew False || fail "$(explanation issuer/ca)"
