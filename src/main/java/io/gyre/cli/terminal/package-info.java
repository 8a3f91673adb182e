/**
 * The terminal and the process around a command: its two streams, signals that end it, exit codes,
 * and advice on failures. Commands and options use it; it uses neither.
 */
package io.gyre.cli.terminal;
