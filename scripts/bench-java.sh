# shellcheck shell=sh
# bench, bench-core, bench-io and bench-serve source this file. It prints their help, or compiles src/bench/java and
# sets its class path.

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

# run CLASS ARGUMENT…: replaces the shell with a JVM like that of "gyre", which logs to target/bench.log.
run() {
  # Names the logback file, because the one of the tests comes first on the class path.
  # shellcheck disable=SC2086 # GYRE_JAVA_OPTS is a list of options
  exec "$java" @"$home/src/main/jvm.options" -Djava.library.path="$home/target/native" \
    -Dlogback.configurationFile="$home/src/main/resources/logback.xml" \
    -Dgyre.log.file="$home/target/bench.log" ${GYRE_JAVA_OPTS:-} "$@"
}
