#!/bin/sh
# Prints predictions as they are committed, one line per point (with --predictions all one per point
# and learner), until Ctrl-C.
#
#   scripts/consume-predictions.sh                             from now on
#   scripts/consume-predictions.sh --from-beginning --json     options of "gyre watch predictions"
#   scripts/consume-predictions.sh --learner blend
#   KAFKA_BOOTSTRAP_SERVERS=host:9092 scripts/consume-predictions.sh
#
# Without that variable it uses the compose stack if that runs, else localhost:9092. It reads only
# committed records (isolation.level=read_committed), as every consumer of this topic should.
set -eu
# shellcheck source=scripts/where.sh
. "$(dirname -- "$0")/where.sh"

find_kafka
say "No lines? Then no points arrive: scripts/stream-points.sh sends some. Next: scripts/watch-cost.sh"
gyre watch predictions "$@"
