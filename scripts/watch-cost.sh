#!/bin/sh
# Prints the cost topic live: cost and accuracy, one line per report and learner, until Ctrl-C.
#
#   scripts/watch-cost.sh                                      from now on
#   scripts/watch-cost.sh --from-beginning --learner network   options of "gyre watch cost"
#   KAFKA_BOOTSTRAP_SERVERS=host:9092 scripts/watch-cost.sh
#
# Without that variable it uses the compose stack if that runs, else localhost:9092. It reads only
# committed records (isolation.level=read_committed). Each point is predicted before it is learned.
set -eu
# shellcheck source=scripts/where.sh
. "$(dirname -- "$0")/where.sh"

find_kafka
say "No lines? Then no points arrive: scripts/stream-points.sh sends some. Next: scripts/consume-predictions.sh"
gyre watch cost "$@"
