# shellcheck shell=sh
# Read by bench, bench-core and bench-io: shows their help, or compiles src/bench/java and sets its class
# path. Not a command of its own.

home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

case " $* " in
  *" --help "*)
    # The comment at the top of the script is its help.
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

mvn -q -B -f "$home/pom.xml" test-compile dependency:build-classpath \
  -Dmdep.outputFile="$home/target/bench.classpath" >&2
CLASSPATH=$home/target/test-classes:$home/target/classes:$(cat "$home/target/bench.classpath")
export CLASSPATH

# run CLASS ARGUMENT…: becomes a JVM as that of "gyre", with its log in target/bench.log.
run() {
  # The tests have a logback of their own, which would be found first.
  # shellcheck disable=SC2086 # GYRE_JAVA_OPTS is a list of options
  exec "$java" @"$home/src/main/jvm.options" -Djava.library.path="$home/target/native" \
    -Dlogback.configurationFile="$home/src/main/resources/logback.xml" \
    -Dgyre.log.file="$home/target/bench.log" ${GYRE_JAVA_OPTS:-} "$@"
}
