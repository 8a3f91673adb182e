/**
 * What commands run, without picocli: steered spirals, a file with its own application (FileRun),
 * files that are dropped on the page (UploadedFiles), the scoring of a file or a topic in a plain
 * loop (ScoreRun), what comes before learning (LearnRun), and what an orchestrator is told. May use
 * the packages from data to dashboard, and Kafka's clients.
 */
package io.gyre.app;
