# What the cases ask of the pages. Needs bed.sh and expect.sh.

BLOCKS=$SALLYPORT_ROOT/tests/docs/blocks.py

# The reader's folder: a checkout of this repository, in which files may be made.
CHECKOUT=$WORLD_DIR/sallyport

check_out() {
  mkdir "$CHECKOUT"
  cp -r "$SALLYPORT_ROOT"/{helm,manifests} "$CHECKOUT"
  git -C "$CHECKOUT" init --quiet
  git -C "$CHECKOUT" add .
  git -C "$CHECKOUT" -c user.name=a -c user.email=a@example.com commit --quiet --message all
  git -C "$CHECKOUT" tag "v$(<"$SALLYPORT_ROOT/VERSION")"
}

# new_version: of all files that a reader takes to install: another image, and another chart.
new_version() {
  local next
  next=$(<"$SALLYPORT_ROOT/VERSION")-next.$EPOCHSECONDS
  sed -i "s|image: sallyport:.*|image: sallyport:$next|" "$CHECKOUT/manifests/install.yaml"
  sed -i "s|^appVersion: .*|appVersion: $next|" "$CHECKOUT/helm/sallyport/Chart.yaml"
}

pages() { find README.md docs -name "*.md" | sort; }

# all_is_read: every section with commands was run by some case; few blocks are marked not to be.
all_is_read() {
  local unread marked
  cd "$SALLYPORT_ROOT" || return
  unread=$(pages | xargs python3 "$BLOCKS" sections |
    grep --invert-match --fixed-strings --line-regexp --file "$WORLD_DIR/read" || true)
  marked=$(pages | xargs cat | grep --count '^<!-- not run: ' || true)
  say "blocks of commands that are marked 'not run': $marked (at most 3)"
  [[ ! $unread ]] || say "no case of tests/docs runs the commands of $unread" >&2
  [[ ! $unread ]] && ((marked <= 3))
}

# here: the commands, but for what is another one on the test bed: the CA, the ingress class, and how
# long a reader waits.
here() {
  local bundle
  bundle=$(base64 -w0 "$WORLD_DIR/pki/acme.crt")
  sed "s|https://acme-staging-v02.api.letsencrypt.org/directory|$CA_DIRECTORY\n    caBundle: $bundle|
    s|https://<this repository>//|file://$CHECKOUT//|
    s|ingressClassName: nginx|ingressClassName: $INGRESS|
    s|--timeout=120s|--timeout=60s|"
}

# read_section PAGE HEADING: runs its commands, in their order. Each must succeed.
read_section() {
  local script=$WORLD_DIR/section
  python3 "$BLOCKS" script "$SALLYPORT_ROOT/$1" "$2" | here >"$script"
  say "--- $1: $2"
  (cd "$CHECKOUT" && bash -euxo pipefail "$script")
  printf '%s: %s\n' "$1" "$2" >>"$WORLD_DIR/read"
}

# leftovers: of all namespaced kinds, what carries one of our labels; and what has no namespace.
leftovers() {
  local kinds label
  kinds=$(kubectl api-resources --verbs list --output name | paste -sd ,)
  for label in app.kubernetes.io/name=sallyport app.kubernetes.io/part-of=sallyport \
    app.kubernetes.io/managed-by=sallyport; do
    kubectl get "$kinds" --all-namespaces --ignore-not-found --output name --selector "$label"
  done
}
