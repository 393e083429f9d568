# The stages of ./dev test. ready_STAGE builds what a stage needs; test_STAGE tests, and fails or prints
# what it did; SALLYPORT_PROGRAMS is the folder of the two programs. Needs setup.sh; runs in the root of
# the sources.

# shellcheck disable=SC2034 # run_stages.sh reads it
STAGES=(format unit pebble cluster ingress tenancy faults helm docs monitoring versions image node beast asan tsan lint)
# Before each change goes out: what finds most, in less than ten minutes.
# shellcheck disable=SC2034 # run_stages.sh reads it
QUICK=(format unit pebble few)
# Not of all tests, because it takes longer than it finds: the workflow release.yml runs it.
# shellcheck disable=SC2034 # run_stages.sh reads it
BY_NAME=(release)

# The test bed and the programs that run on it.
ready_on_bed() {
  need_bed
  build_preset test "${PROGRAMS[@]}" kubectl-sallyport
}

run_ctest() { # PRESET LABEL
  SALLYPORT_TOOLS=$TOOLS_BIN ctest --test-dir "build/$1" --label-regex "^$2\$" --no-tests=error \
    --output-on-failure --parallel "$(nproc)"
}

# Of a passed run the last lines tell enough.
ctest_stage() {
  local log=$SALLYPORT_LOGS/ctest-$1-$2.log
  if run_ctest "$1" "$2" >"$log" 2>&1; then
    tail -n 8 "$log" | grep -E 'tests passed|Total Test time'
  else
    grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test.*Passed)' "$log"
    return 1
  fi
}

ready_format() { need_packages "${FORMAT_PACKAGES[@]}"; }

# What every one of them finds is shown.
test_format() {
  local status=0
  ours | xargs -r clang-format --dry-run -Werror || status=1
  scripts | xargs -r shfmt -d || status=1
  scripts | xargs -r -n 1 -P "$(nproc)" shellcheck || status=1
  if scripts | xargs -r grep -nE '# shellcheck disable=[A-Z0-9,]+ *$'; then
    say "a rule is switched off without a reason on its line" >&2
    status=1
  fi
  if scripts | xargs -r grep -nE '(^|[^|])\| *grep (-[a-zA-Z]*q|--quiet)'; then
    say "grep --quiet ends while the pipe is written to, which fails now and then: take finds (step.sh)" >&2
    status=1
  fi
  ((status == 0)) || die "./dev fmt mends the layout; the rest needs a hand"
}

# Some unit tests ask a real DNS server, which comes with Pebble; `differential` has readers of HTTP
# beside ours.
ready_unit() {
  need_pebble
  need_nginx
  need_h11
  build_preset test unit_tests "${PROGRAMS[@]}" kubectl-sallyport
}
test_unit() { ctest_stage test unit; }

ready_pebble() {
  need_pebble
  need_step_ca
  build_preset test pebble_test
}
test_pebble() { ctest_stage test pebble; }

ready_cluster() {
  ready_on_bed
  need_tinyproxy
  build_preset test conformance_test
}
test_cluster() { bash tests/cluster/run.sh; }

# Of the cases of cluster and helm those that say most: a certificate, a renewal, a restart in mid order;
# and that the chart renders what it should.
ready_few() { ready_helm; }
test_few() {
  bash tests/cluster/run.sh 00-one-name 02-renewal-by-annotation 41-killed-during-validation &&
    bash tests/helm/run.sh 00-lint 02-every-value-is-described 03-crds-are-those-of-manifests \
      04-same-as-manifests 10-values-reach-the-objects 11-less-is-rendered
}

# Through real ingress controllers. More of them: tests/ingress/run.sh FAMILY.
ready_ingress() {
  ready_on_bed
  need_contour
}
test_ingress() { bash tests/ingress/run.sh; }

# A hostile tenant, for a minute, on a machine that builds meanwhile. Ends with 77 where cgroups cannot
# be made.
ready_tenancy() { ready_on_bed; }
test_tenancy() { TENANCY_TIMES=3 bash tests/tenancy/run.sh 60; }

# More runs, or one again: tests/faults/run.sh.
ready_faults() { ready_on_bed; }
test_faults() { bash tests/faults/run.sh; }

ready_helm() {
  ready_on_bed
  need_helm
  need_nginx
}
test_helm() { bash tests/helm/run.sh; }

ready_docs() {
  ready_on_bed
  need_helm
  need_site
}
test_docs() { bash tests/docs/run.sh; }

# Metrics, alerts and dashboard, by a real Prometheus.
ready_monitoring() {
  ready_on_bed
  need_prometheus
}
test_monitoring() { bash tests/monitoring/run.sh; }

ready_versions() {
  local version
  ready_helm
  for version in $(other_kubernetes_choices); do need_control_plane "$version"; done
}
test_versions() { bash tests/cluster/versions.sh; }

ready_image() { bash tests/image/build.sh; }
test_image() { bash tests/image/run.sh; }

# The image in pods. Ends with 77 where the machine cannot run containers.
ready_node() { bash tests/node/prepare.sh; }
test_node() {
  SALLYPORT_IMAGE=$PWD/build/image/node/sallyport-$(<VERSION).tar bash tests/node/run.sh
}

# A release for both architectures, at a registry, verified and installed from there.
ready_release() { bash tests/release/prepare.sh; }
test_release() { bash tests/release/run.sh; }

# Without cpprestsdk: the controller links none of it, and the Beast client keeps the promises.
ready_beast() { build_preset beast sallyport-controller http_test; }
test_beast() {
  if readelf --dynamic build/beast/sallyport-controller | grep cpprest; then
    die "SALLYPORT_CPPREST=OFF still links cpprestsdk"
  fi
  build/beast/tests/http_test --gtest_brief=1
}

ready_asan() {
  need_pebble
  build_preset asan unit_tests
}
test_asan() { ctest_stage asan unit; }

ready_tsan() {
  need_pebble
  build_preset tsan unit_tests
}
test_tsan() { ctest_stage tsan unit; }

# All of it is done beforehand, as a build.
ready_lint() {
  alone configure dev
  step "lint" "up to 8 min" python3 tests/lint.py build/dev "$SALLYPORT_CACHE/lint"
}
test_lint() { say "clang-tidy has nothing to say"; }
