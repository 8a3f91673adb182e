/**
 * The parts of {@code gyre up} on this machine beside its broker: steered spirals, a file with its
 * own application (FileRun), and files that are dropped on the page (UploadedFiles). May use the
 * packages from data to dashboard, and Kafka's clients.
 */
package io.gyre.app;
