# SPDX' own judge of what is made of what. Needs setup.sh.

export CHECKER_FOLDER=$SALLYPORT_CACHE/tools/spdx-tools

need_checker() {
  need_wheels spdx-tools "about 10 s" "$CHECKER_FOLDER" "$SALLYPORT_ROOT/tests/image/requirements.txt"
}

# good_spdx FILE
good_spdx() { PYTHONPATH=$CHECKER_FOLDER python3 -m spdx_tools.spdx.clitools.pyspdxtools --infile "$1"; }
