/** Probes and meters of the learners of a process, or of its copy of them. */
package io.gyre.cli.probe;
