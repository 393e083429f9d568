# What a script needs that has a test bed of its own: step.sh, setup.sh and world.sh.
source "$(dirname "${BASH_SOURCE[0]}")/step.sh"
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
source "$(dirname "${BASH_SOURCE[0]}")/world.sh"
