//go:build tools

// Package tools pins the ingress controller that the test bed runs.
package tools

import _ "github.com/zalando/skipper/cmd/skipper"
