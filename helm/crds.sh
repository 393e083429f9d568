#!/usr/bin/env bash
# crds.sh [FOLDER]: writes the chart's CRDs, one template a kind, from manifests/crds.yaml, and
# without FOLDER manifests/install.yaml and the chart's copy of the admission policies too. Run it
# after a change there; tests/helm fails when they differ.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$here/../manifests/crds.yaml
folder=${1:-$here/sallyport/templates/crds}

if grep -n '{{' "$source" >&2; then
  echo "error: manifests/crds.yaml: {{ would be taken for Helm's" >&2
  exit 1
fi
mkdir -p "$folder"
rm -f "$folder"/*.yaml

# A document is kept until its plural is known, which names the file.
awk -v folder="$folder" '
  function write(file) {
    if (document == "") return
    file = folder "/" plural ".yaml"
    print "{{- /* Written by helm/crds.sh from manifests/crds.yaml. */ -}}" >file
    print "{{- if .Values.crds.enabled }}" >file
    printf "%s", document >file
    print "{{- end }}" >file
    close(file)
    document = plural = ""
  }
  /^#/ { next }
  /^---$/ { write(); next }
  /^    plural: / { plural = $2 }
  /^  labels:$/ {
    document = document "  {{- if .Values.crds.keep }}\n  annotations:\n" \
      "    helm.sh/resource-policy: keep\n  {{- end }}\n" \
      "  labels:\n    {{- include \"sallyport.labels\" . | nindent 4 }}\n"
    in_labels = 1
    next
  }
  in_labels && /^    / { next }
  { in_labels = 0; document = document $0 "\n" }
  END { write() }
' "$source"

if (($# == 0)); then
  cp "$here/../manifests/examples/admission-policies.yaml" "$here/sallyport/files/"
  "$here/install.sh"
fi
