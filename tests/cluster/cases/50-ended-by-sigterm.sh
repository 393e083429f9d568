# SIGTERM ends both programs within two seconds; they come back and work.
issuer ca | apply
wait_for_condition issuer/ca Ready True 15

# In the middle of what cannot be interrupted: the making of a large key takes seconds.
EXTRA="  privateKey: {algorithm: RSA, size: 8192}" certificate large ca large.example.com | apply
has_route() { kubectl get ingress --namespace "$SYSTEM" --output yaml | finds large.example.com; }
wait_for 10 "the work on the large key" has_route

for program in controller sidecar; do
  begun=$EPOCHREALTIME
  signal "$program" TERM
  wait_for 5 "$program to end" has_ended "$program"
  expect_at_most "seconds until $program ended" "$(seconds_since "$begun")" 2.0
done

k delete certificate large >/dev/null
start_sidecar
start_controller
certificate web ca after.example.com | apply
wait_for_condition certificate/web Ready True 20
