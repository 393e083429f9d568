# Nobody listens there: the Issuer says so, with the address.
issuer ca https://10.77.0.9:14000/dir | apply
wait_until_it_says issuer/ca 10.77.0.9 20
has_condition issuer/ca Ready False || fail "it is Ready"
[[ $(reason_of issuer/ca) == CaUnreachable ]] || fail "reason is $(reason_of issuer/ca)"
described issuer/ca issuer-CaUnreachable
