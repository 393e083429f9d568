//go:build tools

// Package tools pins the second ACME CA that the tests run.
package tools

import _ "github.com/smallstep/certificates/cmd/step-ca"
