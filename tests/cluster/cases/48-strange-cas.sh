# The ten worst of what CAs do that RFC 8555 leaves open: each of them issues and renews. Two more, which
# cannot end well, end in the reason that is right.
source "$BED/strange.sh"
WELL=(relative-urls empty-bodies other-statuses odd-challenges too-fast lost-answers gateway-pages
  servers-that-lag pkcs7 shuffled-pem)
ILL=(paused another-key)
SERIALS=$WORLD_DIR/strange-serials
mkdir -p "$SERIALS"
trap 'ended strange-ca KILL' EXIT
start_strange_ca

say "-- a first certificate of each"
for row in "${WELL[@]}" "${ILL[@]}"; do
  issuer "$row" "$(strange_directory "$row")" | apply
  certificate "$row" "$row" "$row.strange.example.com" | apply
done
for row in "${WELL[@]}" "${ILL[@]}"; do
  wait_for_condition "certificate/$row" Ready True 40
  expect_good_secret "$row-tls" "$row.strange.example.com"
  serial_of "$row-tls" >"$SERIALS/$row"
done

say "-- and its renewal"
k annotate certificates --all sallyport.dev/renew=1 >/dev/null
is_renewed() { [[ $(serial_of "$1-tls") != "$(<"$SERIALS/$1")" ]]; }
for row in "${WELL[@]}"; do
  wait_for 40 "another certificate of $row" is_renewed "$row" || fail "$row: $(explanation "certificate/$row")"
  wait_for_condition "certificate/$row" Issuing False 5
done

wait_until_it_says certificate/paused Paused 20
says certificate/paused https://ca.example.net/unpause/letter-of-the-ca || fail "$(explanation certificate/paused)"
described certificate/paused Paused
wait_until_it_says certificate/another-key CertificateRejected 20
described certificate/another-key CertificateRejected
for row in "${ILL[@]}"; do
  has_condition "certificate/$row" Ready True || fail "the certificate in use is gone"
  ! is_renewed "$row" || fail "$row: what the CA sent was stored"
  k delete certificate "$row" >/dev/null # with what it has left for the next try
done
