# Behaviours: O25
# A profile that the CA does not have is never asked for: the Certificate says which there are, or is
# issued without, as the Issuer's policy has it.
EXTRA="    profile: nowhere" issuer strict | apply
certificate strict strict strict.example.com | apply
wait_until_it_says certificate/strict 'the CA has no profile "nowhere", but: default' 20
[[ $(reason_of certificate/strict Issuing) == ProfileNotOffered ]] || fail "$(explanation certificate/strict)"
has_condition certificate/strict Stalled True || fail "it is not Stalled"
described certificate/strict ProfileNotOffered
described issuer/strict issuer-ProfileNotOffered

EXTRA="    profile: nowhere
    profilePolicy: Preferred" issuer loose | apply
certificate loose loose loose.example.com | apply
wait_for_condition certificate/loose Ready True 20
k delete certificate strict >/dev/null # its pending key goes with it
