#!/usr/bin/env bash
# versions.sh [VERSION...]: what a user does, on other Kubernetes versions, as 1.31: installs by
# kubectl and by Helm, issues and renews. By default those besides the one that all other tests run on.
# SALLYPORT_PROGRAMS is the folder of the two programs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/step.sh"
source "$here/setup.sh"

CLUSTER_CASES=(00-one-name 02-renewal-by-annotation 10-refused-at-apply 23-foreign-secret
  31-key-is-kept 40-killed-before-the-answer 60-certificate-deleted 80-nothing-is-left
  90-nothing-was-denied)
HELM_CASES=(30-installed-and-removed 35-install-yaml 40-certificates-outlive-the-release)

versions=("$@")
if ((${#versions[@]} == 0)); then
  read -ra versions <<<"$(other_kubernetes_choices)"
fi

passed=() failed=()
for version in "${versions[@]}"; do
  title "Kubernetes $version"
  if SALLYPORT_KUBERNETES=$version bash "$here/run.sh" "${CLUSTER_CASES[@]}" &&
    SALLYPORT_KUBERNETES=$version bash "$here/../helm/run.sh" "${HELM_CASES[@]}"; then
    passed+=("$version")
  else
    failed+=("$version")
  fi
done
say "versions: passed: ${passed[*]:-none}; failed: ${failed[*]:-none}"
((${#failed[@]} == 0))
