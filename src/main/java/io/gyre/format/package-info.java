/**
 * Records of any format as points.
 *
 * <pre>
 *  byte[] ─► RecordReader ─► a ValueReader of each ValueFormat: its values at their FieldPaths,
 *            (SchemaFrame)   in a FieldBuffer                                   ─► Point, Fields
 * </pre>
 *
 * <p>{@code JsonWalk} reads the rows of {@code file} too.
 */
package io.gyre.format;
