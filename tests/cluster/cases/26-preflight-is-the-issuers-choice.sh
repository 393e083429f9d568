# With preflight: Warn or Off the CA is asked all the same, and its own words are told.
start elsewhere python3 "$BED/web.py" 10.77.0.9 80
dns add-a '{"host":"warned.example.com.","addresses":["10.77.0.9"]}'
EXTRA='    preflight: "Off"' issuer unlooked | apply
EXTRA='    preflight: Warn' issuer warn | apply
certificate unseen unlooked warned.example.com | apply
certificate warned warn warned.example.com | apply
wait_until_it_says certificate/unseen ChallengeFailed 30
wait_until_it_says certificate/warned ChallengeFailed 40
described certificate/unseen ChallengeFailed
described certificate/warned ChallengeFailed-warned
dns clear-a '{"host":"warned.example.com."}'
k annotate certificate/warned certificate/unseen sallyport.dev/renew=now >/dev/null
wait_for_condition certificate/warned Ready True 20
wait_for_condition certificate/unseen Ready True 20
signal elsewhere KILL
