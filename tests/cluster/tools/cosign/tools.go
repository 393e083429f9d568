//go:build tools

// Package tools pins cosign, which signs a release, and with which the tests verify one as users do.
package tools

import _ "github.com/sigstore/cosign/v3/cmd/cosign"
