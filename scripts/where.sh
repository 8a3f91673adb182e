# shellcheck shell=sh
# Read by stack-up, stream-points, consume-predictions and watch-cost: runs "gyre" where there is a Kafka for it. Not a command of its own.
#
#   KAFKA_BOOTSTRAP_SERVERS is set    scripts/gyre on this machine, with that cluster
#   the compose stack runs            a container beside it, so that Docker is all one needs
#   neither                           scripts/gyre on this machine, with localhost:9092 ("gyre up")

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }

compose() { docker compose --project-directory "$home" "$@"; }

# Prints the comment at the top of the script, which is its help.
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

# Sets place: cluster, stack or local.
find_kafka() {
  if [ -n "${KAFKA_BOOTSTRAP_SERVERS:-}" ]; then place=cluster
  elif stack_runs; then place=stack
  else place=local; fi
}

# gyre COMMAND…: runs it there.
gyre() {
  case $place in
    cluster) say "Kafka: $KAFKA_BOOTSTRAP_SERVERS" ;;
    stack) say "Kafka: the compose stack (another: KAFKA_BOOTSTRAP_SERVERS=host:port $0)" ;;
    local) say "Kafka: localhost:9092, for no compose stack runs (another: KAFKA_BOOTSTRAP_SERVERS=host:port $0)" ;;
  esac
  if [ "$place" != stack ]; then
    "$home/scripts/gyre" "$@"
    return
  fi
  # A client that ends, by Ctrl-C or a closed pipe, leaves its container behind: it is stopped here.
  container=gyre-script-$$
  trap 'docker stop --time 20 "$container" >/dev/null 2>&1 || true' EXIT
  trap 'exit 130' INT TERM
  if [ -t 0 ] && [ -t 1 ]; then terminal=; else terminal=-T; fi
  if [ -t 1 ]; then
    in_container "$@"
    return
  fi
  # The client would fail with "broken pipe" once the reader has left ("| head"), which is no failure. So
  # its lines are handed on by a process that then stops the container, and takes the rest of them.
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
