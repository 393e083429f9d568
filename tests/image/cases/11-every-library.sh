# What the programs load is there, with what that loads; and nothing that nobody loads.
declare -A needed=()
need() { # FILE: it and what it needs
  local name found
  for name in $(readelf --dynamic "$1" | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p'); do
    [[ ! ${needed[$name]:-} ]] || continue
    needed[$name]=1
    found=$(find "$IMAGE_ROOT/usr" -name "$name" -print -quit)
    [[ $found ]] || fail "$name, which $1 needs, is not there"
    need "$found"
  done
}
for program in "$IMAGE_ROOT"/usr/bin/*; do
  need "$program"
  loader=$(readelf --program-headers "$program" | sed -nE 's/.*interpreter: (.*)\]/\1/p')
  [[ -f $IMAGE_ROOT$loader ]] || fail "there is no loader $loader"
  needed[${loader##*/}]=1
done
printf '%s\n' "${!needed[@]}" | sort
while read -r file; do
  [[ ${needed[${file##*/}]:-} ]] || fail "nobody needs $file"
done < <(find "$IMAGE_ROOT" -name '*.so*' -type f)
