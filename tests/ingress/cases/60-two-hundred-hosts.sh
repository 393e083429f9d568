# 200 hosts, of ten certificates.
hosts() { printf "h%02d-$1.$NS.example.com\n" {1..20}; }
all=()
for number in {0..9}; do
  mapfile -t some < <(hosts "$number")
  all+=("${some[@]}")
done
((${#all[@]} == 200)) || fail "${#all[@]} hosts"
application
route_site site "${all[@]}"
challenge_route "${all[@]}"
issuer_of_kind
begun=$EPOCHREALTIME
for number in {0..9}; do
  mapfile -t some < <(hosts "$number")
  certificate "web-$number" ca "${some[@]}"
  say ---
done | apply
for number in {0..9}; do
  wait_for_condition "certificate/web-$number" Ready True 120
done
say "all Ready in $(seconds_since "$begun") s"
mapfile -t some < <(hosts 9)
expect_good_secret web-9-tls "${some[@]}"
for host in "${all[@]}"; do is_open "$host" || fail "the application of $host does not answer"; done
