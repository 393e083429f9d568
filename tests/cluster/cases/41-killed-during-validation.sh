# kill -9 while the CA is validating: its requests hang in the ingress controller.
source "$BED/killed.sh"
killed_while_frozen "$INGRESS"
