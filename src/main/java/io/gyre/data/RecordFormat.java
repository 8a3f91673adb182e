package io.gyre.data;

/** A way in which the values of records are written. */
interface RecordFormat {

  /**
   * Reads a record.
   *
   * @param value well-formed UTF-8; not changed
   * @return null for a record that is no point and not meant as one
   * @throws InvalidPointException with the reason, for a record that should be a point
   */
  Point read(byte[] value) throws InvalidPointException;
}
