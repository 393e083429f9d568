#!/usr/bin/env bash
# ./dev bench tenancy: what each act of a hostile tenant does to another one's certificates, a minute
# each, and then all of them together for ten minutes. SECONDS_OF_ALL says otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tenancy"

for act in dead silent keys ca clients; do ./run.sh 60 "$act"; done
./run.sh "${SECONDS_OF_ALL:-600}"
