#!/bin/sh
# Prints the cost topic live: cost and accuracy of every learner, one line per window, until Ctrl-C.
#
#   scripts/watch-cost.sh                                      from now on
#   scripts/watch-cost.sh --from-beginning --learner network   options of "gyre watch cost"
#   KAFKA_BOOTSTRAP_SERVERS=host:9092 scripts/watch-cost.sh
#
# Without that variable it takes the compose stack if that runs, else localhost:9092. It reads what
# is committed only (isolation.level=read_committed). Each cost is of predictions that were made
# before the point was learned from.
set -eu
# shellcheck source=scripts/where.sh
. "$(dirname -- "$0")/where.sh"

find_kafka
say "No lines? Nothing arrives: scripts/stream-points.sh sends points. Next: scripts/consume-predictions.sh"
gyre watch cost "$@"
