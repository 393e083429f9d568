//go:build tools

// Package tools pins the Helm 3 that installs the chart on the test bed.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
