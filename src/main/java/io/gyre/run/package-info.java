/**
 * What {@code gyre up} runs on this machine beside its broker: spirals that are steered, a file
 * with an application of its own (FileRun), and files that are dropped on the page (UploadedFiles).
 * May use the packages from data to dashboard, and Kafka's clients.
 */
package io.gyre.run;
