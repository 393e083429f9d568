# SIGTERM ends both programs within two seconds; they come back and work.
issuer ca | apply
wait_for_condition issuer/ca Ready True 15

for program in controller sidecar; do
  begun=$EPOCHREALTIME
  signal "$program" TERM
  wait_for 5 "$program to end" has_ended "$program"
  expect_at_most "seconds until $program ended" "$(seconds_since "$begun")" 2.0
done

start_sidecar
start_controller
certificate web ca after.example.com | apply
wait_for_condition certificate/web Ready True 20
