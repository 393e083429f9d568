# kill -9 while the order is made and the sidecar has not said yet that it has the answers.
source "$BED/killed.sh"
killed_while_frozen sidecar
