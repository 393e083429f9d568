//go:build tools

// Package tools pins the ACME test CA and the DNS server that the test bed runs.
package tools

import (
	_ "github.com/letsencrypt/pebble/v2/cmd/pebble"
	_ "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv"
)
