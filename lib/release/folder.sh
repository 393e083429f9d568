# What the folder of a release holds, and when it may be replaced. Needs step.sh.

# release_name FOLDER: of the release in it, as sallyport-1.2.3.
release_name() {
  local images=("$1"/sallyport-*-image.tar)
  [[ -r ${images[0]} && ${#images[@]} == 1 ]] || die "$1 is no release: it has not one image"
  basename "${images[0]}" -image.tar
}

# signed_each_time NAME: these files differ each time that they are made, and carry or are signatures or
# keys. The rest is in SHA256SUMS.
signed_each_time() {
  printf '%s\n' SHA256SUMS SHA256SUMS.sigstore.json cosign.pub sallyport.gpg \
    "$1.tgz.prov" "$1-chart.tar" "$1-chart-signatures.tar" "$1-image-signatures.tar"
}

# same_each_time FOLDER NAME
same_each_time() {
  (cd "$1" && printf '%s\n' *) | grep -vxF "$(signed_each_time "$2")" | LC_ALL=C sort
}

# check_no_others FOLDER NAME: each file is in SHA256SUMS, or signed by itself.
check_no_others() {
  local file known
  known=$(cut -c 67- "$1/SHA256SUMS" && signed_each_time "$2")
  while read -r file; do
    grep -qxF -e "$file" <<<"$known" || die "$1/$file is not in SHA256SUMS: it is not of this release"
    [[ -f $1/$file && ! -L $1/$file ]] || die "$1/$file is no file of its own: copy the release again"
  done < <(find "$1" -mindepth 1 -maxdepth 1 -printf '%f\n')
}

# check_keys FOLDER COSIGN_PUBLIC_KEY PGP_KEYRING: users may take the keys that lie beside the release, so
# they are those that are trusted.
check_keys() {
  cmp -s "$1/cosign.pub" "$2" || die "$1/cosign.pub is another key than $2: use none of these files"
  cmp -s "$1/sallyport.gpg" "$3" || die "$1/sallyport.gpg is another key than $3: use none of these files"
}

TRIAL_ADDRESS=trial@example.com

# may_be_replaced FOLDER: only a trial is, whose key has the trial's address. A release is published from its
# folder, and what is no release is somebody's.
may_be_replaced() {
  [[ ! -e $1 ]] || grep -qaF "<$TRIAL_ADDRESS>" "$1/sallyport.gpg" 2>/dev/null ||
    die "$1 is there already, and is no trial: move it away, or name another folder by --into"
}
