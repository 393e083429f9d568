//go:build tools

// Package tools pins the contour that the test bed runs.
package tools

import _ "github.com/projectcontour/contour/cmd/contour"
