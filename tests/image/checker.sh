# SPDX' own judge of what is made of what. Needs setup.sh.

CHECKER=spdx-tools==0.8.3 # of PyPI
export CHECKER_FOLDER=$SALLYPORT_CACHE/$CHECKER

install_checker() {
  rm -rf "$CHECKER_FOLDER.part" &&
    python3 -m pip install --disable-pip-version-check --target "$CHECKER_FOLDER.part" "$CHECKER" &&
    mv "$CHECKER_FOLDER.part" "$CHECKER_FOLDER"
}

need_checker() {
  need_packages python3-pip
  if [[ ! -d $CHECKER_FOLDER ]]; then step "install $CHECKER (of PyPI)" "about 10 s" install_checker; fi
}

# good_spdx FILE
good_spdx() { PYTHONPATH=$CHECKER_FOLDER python3 -m spdx_tools.spdx.clitools.pyspdxtools --infile "$1"; }
