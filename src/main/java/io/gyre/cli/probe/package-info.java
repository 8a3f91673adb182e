/** What a process tells an orchestrator and Prometheus of its learners, or of its copy of them. */
package io.gyre.cli.probe;
