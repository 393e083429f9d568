#!/usr/bin/env bash
# new_version.sh VERSION: writes MINOR.mod and MINOR.sum beside go.mod, for a release such as v1.38.0
# whose programs the test bed can build besides those of go.mod. Needs the Go module proxy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

version=${1:?a version such as v1.38.0}
minor=${version#v} minor=${minor%.*}

# In its own go.mod Kubernetes takes its parts from a folder staging/; elsewhere they are modules.
go mod download -json "k8s.io/kubernetes@$version" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["GoMod"])' |
  xargs go mod edit -json |
  python3 -c '
import json, sys
version, module = sys.argv[1], json.load(sys.stdin)
print("module sallyport.dev/tests/cluster/tools/kubernetes")
print("go", module["Go"])
print("require k8s.io/kubernetes", version)
print("replace (")
for line in module["Replace"]:
    part = line["Old"]["Path"]
    print(part, "=>", part, version.replace("v1.", "v0.", 1))
print(")")
' "$version" >"$minor.mod"
go mod edit -fmt "$minor.mod"
rm -f "$minor.sum"
go mod tidy -modfile "$minor.mod"
