//go:build tools

// Package tools pins the haproxy-ingress that the test bed runs.
package tools

import _ "github.com/jcmoraisjr/haproxy-ingress/pkg"
