package io.gyre.encoding;

import java.util.Map;

/**
 * How the values of one field become numbers of a plain row, and columns: for programs that encode
 * points elsewhere. A copy.
 *
 * @param path of the field
 * @param isKey whether numbers count as text
 * @param isMade whether no record has it: what is remembered of a key, or a number of a text
 * @param number the place of its number among the plain slots; -1 if it has been text only
 * @param category the place of its text's column among the plain slots; -1 if it has been a number
 *     only
 * @param texts the column of each text that has its own; empty for a key of too many values
 * @param buckets the column of further texts, by {@link FieldColumns#bucket}
 * @param words the most words of a text that count; 0 unless the field is text
 * @param numbersOfText the places of the numbers of a text, in the order of {@link
 *     io.gyre.data.text.TextTokens#NUMBERS}; -1 for one without a place; empty unless the field is
 *     text
 * @param values the numbers that have a column beside their own, with it
 * @param missing the column that is 1 when there is no value; -1 without one
 */
public record FieldTable(
    String path,
    boolean isKey,
    boolean isMade,
    int number,
    int category,
    Map<String, Integer> texts,
    Map<Integer, Integer> buckets,
    int words,
    int[] numbersOfText,
    Map<Double, Integer> values,
    int missing) {}
