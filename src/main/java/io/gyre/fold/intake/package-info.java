/**
 * What comes to a fold: one record of its log at a time, with where it came from. A record that
 * came before is found here.
 *
 * <pre>
 *  LogRecord ─► LogRecordReader ─► Point
 *            └► JournalSources: which offsets of each source were applied
 * </pre>
 */
package io.gyre.fold.intake;
