#!/bin/sh
# Starts Gyre in containers: broker, topics, learner, a steady stream of points and the live page.
#
#   scripts/stack-up.sh                                        the compose stack; needs only Docker
#   KAFKA_BOOTSTRAP_SERVERS=host:9092 scripts/stack-up.sh      topics and a learner on that cluster;
#                                                              needs a JDK 17 and Maven; Ctrl-C stops it
#
# Options go to "docker compose up", or to "gyre learn". The script returns when all containers are
# healthy. A second start goes on at the step where the last one stopped. Settings: .env.example.
set -eu
# shellcheck source=scripts/where.sh
. "$(dirname -- "$0")/where.sh"

if [ -n "${KAFKA_BOOTSTRAP_SERVERS:-}" ]; then
  place=cluster
  gyre topics
  say "Next, with the same KAFKA_BOOTSTRAP_SERVERS, in other terminals:"
  say "  scripts/stream-points.sh         send labelled points"
  say "  scripts/consume-predictions.sh   see what is predicted"
  say "  scripts/watch-cost.sh            see how well"
  gyre learn "$@"
  exit
fi
if ! docker compose version >/dev/null 2>&1; then
  say "$0: expected Docker with its compose plug-in, found none."
  say "Without Docker: scripts/gyre up, or KAFKA_BOOTSTRAP_SERVERS=host:port $0 for a Kafka of your own."
  exit 1
fi
if ! compose up --detach --build --wait "$@"; then
  say "$0: the stack is not healthy; see docker compose ps --all, and docker compose logs."
  exit 1
fi
page=$(compose port dashboard 8080 2>/dev/null || true)
say "Gyre is learning.${page:+ Its page: http://$page}"
say "Next:"
say "  scripts/consume-predictions.sh   see what is predicted"
say "  scripts/watch-cost.sh            see how well"
say "  scripts/stream-points.sh         send more labelled points"
say "  docker compose stop              stop; scripts/stack-up.sh goes on from there"
