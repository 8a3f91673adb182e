#!/bin/sh
# Sends labelled points until Ctrl-C: the notebook's two-arm spiral, or your own.
#
#   scripts/stream-points.sh                                   1,000 points/s of the spiral
#   scripts/stream-points.sh --count 5000 --rate 500           options of "gyre produce"
#   scripts/stream-points.sh - --format json <points.jsonl     your points, one JSON object per line:
#                                                              {"features":[0.12,-0.4],"label":1}
#   KAFKA_BOOTSTRAP_SERVERS=host:9092 scripts/stream-points.sh
#
# Without that variable it uses the compose stack if that runs, else localhost:9092.
set -eu
# shellcheck source=scripts/where.sh
. "$(dirname -- "$0")/where.sh"

find_kafka
# The stack's own producer has seed 42; another seed makes other points of the same two arms.
[ $# -gt 0 ] || set -- --rate 1000 --seed 7
say "Next, in another terminal: scripts/consume-predictions.sh, scripts/watch-cost.sh"
gyre produce "$@"
