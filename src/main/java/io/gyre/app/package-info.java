/**
 * What commands run, without picocli: steered spirals, a file with its own application (FileRun),
 * files that are dropped on the page (UploadedFiles), and the scoring of a file or a topic in a
 * plain loop (ScoreRun). May use the packages from data to dashboard, and Kafka's clients.
 */
package io.gyre.app;
