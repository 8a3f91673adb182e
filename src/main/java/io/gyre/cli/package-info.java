/**
 * The command line: the program, its exit codes, how it stops and how it fails. Wiring only;
 * anything that can be tested without a terminal is elsewhere. May use every other package, and
 * picocli.
 *
 * <pre>
 *  arguments ─┐
 *  GYRE_…    ─┼─► option.* ─► command.* ─► exit code (ExitCode)
 *  KAFKA_…   ─┘   (EnvironmentDefaults)     │
 *                                           ├─► ClusterAccess: Kafka clients, checked connection
 *                                           ├─► view.*: what a terminal shows
 *                                           ├─► StopSignal: Ctrl-C and SIGTERM
 *                                           └─► exceptions ─► Failures: one message for a person
 * </pre>
 */
package io.gyre.cli;
