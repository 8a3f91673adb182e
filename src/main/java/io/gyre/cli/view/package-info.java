/**
 * Output on a terminal: tables, figures, progress, text that is safe to print. Knows no options and
 * no commands. May use data, scoring, fold, topic, feed, kafka, stream and app, Jackson,
 * progressbar and Kafka's clients.
 */
package io.gyre.cli.view;
