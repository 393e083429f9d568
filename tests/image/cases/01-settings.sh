# What a pod gets that says nothing, and what the image says of itself.
expect_image config/User '"65532:65532"'
expect_image config/Env '["PATH=/usr/bin"]'
expect_image config/Cmd '["sallyport-controller"]'
label() { expect_image "config/Labels/org.opencontainers.image.$1" "$2"; }
label title '"sallyport"'
label version "\"$VERSION\""
label licenses '"Apache-2.0"'
label base.name '"scratch"'
label description '"TLS certificates for Kubernetes by ACME HTTP-01: controller and sidecar"'
created=$(image config "$ARCHIVE" created)
label created "$(sed -E 's/\.[0-9]+//' <<<"$created")"
