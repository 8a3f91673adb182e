package io.gyre.data;

import java.util.Map;

/**
 * Values by the names of their fields: texts, numbers, booleans, nulls, lists of these. They are
 * read as the members of a record of JSON would be.
 */
public record NamedValues(Map<String, ?> members) implements PointContent {}
