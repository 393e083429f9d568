# Behaviours: F15
# The roles of manifests/ were enough for all of the above, and no pod was touched.
denied=$(audit 0 denied)
[[ -z $denied ]] || fail "refused by the API server: $denied"
expect_at_most "writes to pods" "$(audit 0 pods)" 0
(($(audit 0 writes) > 0)) || fail "the audit log shows no write of ours"
