/**
 * The command line: one class per command, and what the commands share. Wiring only; whatever can
 * be tested without a terminal is elsewhere. May use every other package, and picocli.
 *
 * <pre>
 *  arguments ─┐
 *  GYRE_…    ─┼─► options ─► a command ─► exit code (ExitCode)
 *  KAFKA_…   ─┘   (EnvironmentDefaults)     │
 *                                           ├─► Cluster: Kafka clients, checked connection
 *                                           ├─► StopSignal: Ctrl-C and SIGTERM
 *                                           └─► exceptions ─► Failures: one message for a person
 * </pre>
 */
package io.gyre.cli;
