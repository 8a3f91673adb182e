/**
 * One class per command, and classes that only commands need. A command reads its options, wires
 * the objects that it runs, and reports how it ended. May use every other package.
 */
package io.gyre.cli.command;
