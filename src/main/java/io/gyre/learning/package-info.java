/**
 * The maths: learners, each of a kind, the optimisers, and the memory that learners share.
 *
 * <p>May use {@code io.gyre.data}, {@code io.gyre.state}, Jackson and EJML; never Kafka.
 */
package io.gyre.learning;
