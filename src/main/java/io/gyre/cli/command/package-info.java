/**
 * One class per command, and what commands alone need. A command reads its options, wires what it
 * runs and says how it ended. May use every other package.
 */
package io.gyre.cli.command;
