//go:build tools

// Package tools pins krew, with which the tests install the plugin of kubectl from a release.
package tools

import _ "sigs.k8s.io/krew/cmd/krew"
