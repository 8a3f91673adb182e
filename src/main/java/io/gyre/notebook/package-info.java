/**
 * The teaching notebook: its points, its run through Kafka, its report and its figures.
 *
 * <p>May use {@code data}, {@code learning}, {@code scoring}, {@code fold}, {@code kafka}, {@code
 * topic}, {@code stream}, {@code replica}, Kafka's clients, Jackson, XChart and Java2D. The figures
 * are made without a display and without fonts on the machine.
 */
package io.gyre.notebook;
