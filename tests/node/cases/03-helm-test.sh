# What NOTES tells the user to run: a pod of our own image checks the installation.
said=$(helm test sallyport --namespace "$SYSTEM" --logs --timeout 60s) || fail "$said"
say "$said"
(($(grep -c '^ok' <<<"$said") > 5)) || fail "too little was checked"
system delete pod sallyport-check
