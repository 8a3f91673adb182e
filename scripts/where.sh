# shellcheck shell=sh
# stack-up, stream-points, consume-predictions and watch-cost source this file. It runs "gyre" with the
# Kafka that it finds.
#
#   KAFKA_BOOTSTRAP_SERVERS is set    scripts/gyre on this machine, with that cluster
#   the compose stack runs            a container of the stack, so only Docker is needed
#   neither                           scripts/gyre on this machine, with localhost:9092 ("gyre up")

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }

compose() { docker compose --project-directory "$home" "$@"; }

# Prints the comment at the top of the script as its help.
help() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

case ${1:-} in
  -h | --help)
    help
    exit 0
    ;;
esac

stack_runs() {
  command -v docker >/dev/null 2>&1 && [ -n "$(compose ps --quiet --status running kafka 2>/dev/null)" ]
}

# Sets "place" to cluster, stack or local.
find_kafka() {
  if [ -n "${KAFKA_BOOTSTRAP_SERVERS:-}" ]; then place=cluster
  elif stack_runs; then place=stack
  else place=local; fi
}

# gyre COMMAND…: runs the command in that place.
gyre() {
  case $place in
    cluster) say "Kafka: $KAFKA_BOOTSTRAP_SERVERS" ;;
    stack) say "Kafka: the compose stack (another: KAFKA_BOOTSTRAP_SERVERS=host:port $0)" ;;
    local) say "Kafka: localhost:9092, since no compose stack runs (another: KAFKA_BOOTSTRAP_SERVERS=host:port $0)" ;;
  esac
  if [ "$place" != stack ]; then
    "$home/scripts/gyre" "$@"
    return
  fi
  # Stops the container, which a client that ends by Ctrl-C or a closed pipe leaves behind.
  container=gyre-script-$$
  trap 'docker stop --time 20 "$container" >/dev/null 2>&1 || true' EXIT
  trap 'exit 130' INT TERM
  if [ -t 0 ] && [ -t 1 ]; then terminal=; else terminal=-T; fi
  if [ -t 1 ]; then
    in_container "$@"
    return
  fi
  # A reader that has left ("| head") is not a failure, but the client would report a broken pipe. So
  # another process passes its lines on, stops the container when the reader leaves, and drops the rest.
  code=$(
    {
      {
        code=0
        in_container "$@" || code=$?
        echo "$code" >&4
      } | {
        trap '' INT TERM
        cat >&3 2>/dev/null || {
          echo 0 >&4
          docker stop --time 20 "$container" >/dev/null 2>&1 &
          cat >/dev/null
        }
      }
    } 4>&1
  ) 3>&1
  exit "${code%%[!0-9]*}"
}

in_container() {
  # shellcheck disable=SC2086 # empty or one option
  compose run --rm --no-deps --name "$container" $terminal gyre "$@"
}
