package io.gyre.fold.keys;

import io.gyre.data.Fields;
import io.gyre.data.Fnv;
import io.gyre.encoding.PathOrder;
import io.gyre.format.RecordSettings;
import io.gyre.state.Sha256;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.words.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields that each value of a key remembers, and what a point has in them and in its keys. They
 * are the first {@value #MOST} number fields and as many text fields in order of appearance, new
 * ones of a point by path. Not thread-safe.
 */
final class KeyFields {

  private static final int MOST = 8; // of a kind

  /** A longer value is known by its hash. */
  private static final int LONGEST_VALUE = 64;

  private static final char JOINED = '\0';

  /** Their paths. */
  final List<String> numbers = new ArrayList<>();

  final List<String> texts = new ArrayList<>();

  private final List<List<String>> keys;
  private final Set<String> names; // of the keys

  // Of the last paths.
  private String[] paths = {};
  private int[][] keyPlaces = {};
  private int[] numberPlaces = {};
  private int[] textPlaces = {};

  // Of the last point.
  private Fields last;
  private Values values;

  /**
   * What a point has.
   *
   * @param numbers NaN where it has none
   * @param texts their hashes; 0 where it has none
   * @param keys null where a field of the key is missing
   */
  record Values(double[] numbers, long[] texts, String[] keys) {}

  KeyFields(List<String> keys) {
    this.keys = keys.stream().map(RecordSettings::fieldsOf).toList();
    names = Set.copyOf(keys);
  }

  /** Looks at a point, once: its columns are made, it is added, and often labelled. */
  @SuppressWarnings("ReferenceEquality")
  Values of(Fields fields) {
    if (fields != last) {
      locate(fields);
      double[] x = new double[numberPlaces.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = numberPlaces[i] < 0 ? Double.NaN : fields.number(numberPlaces[i]);
      }
      long[] hashes = new long[textPlaces.length];
      for (int i = 0; i < hashes.length; i++) {
        String text = textPlaces[i] < 0 ? null : fields.text(textPlaces[i]);
        hashes[i] = text == null ? 0 : hash(text);
      }
      String[] ofKeys = new String[keyPlaces.length];
      for (int k = 0; k < ofKeys.length; k++) {
        ofKeys[k] = value(fields, keyPlaces[k]);
      }
      values = new Values(x, hashes, ofKeys);
      last = fields;
    }
    return values;
  }

  @SuppressWarnings("ReferenceEquality")
  private void locate(Fields fields) {
    if (fields.paths == paths) {
      return;
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      places.put(fields.path(i), i);
    }
    keyPlaces = keys.stream().map(key -> places(key, places)).toArray(int[][]::new);
    numberPlaces = places(numbers, places);
    textPlaces = places(texts, places);
    paths = fields.paths;
  }

  private static int[] places(List<String> paths, Map<String, Integer> places) {
    return paths.stream().mapToInt(path -> places.getOrDefault(path, -1)).toArray();
  }

  /** Remembers which fields there are, while there are few; returns whether there is a new one. */
  boolean track(Fields fields) {
    if (numbers.size() >= MOST && texts.size() >= MOST) {
      return false;
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < fields.read; i++) {
      String path = fields.path(i);
      List<String> known = fields.text(i) == null ? numbers : texts;
      if (known.size() < MOST
          && !fields.missing(i)
          && !names.contains(path)
          && !known.contains(path)
          && Utf8.encodes(path)) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return false;
    }
    places.sort((a, b) -> PathOrder.INSTANCE.compare(fields.path(a), fields.path(b)));
    for (int i : places) {
      List<String> all = fields.text(i) == null ? numbers : texts;
      if (all.size() < MOST) {
        all.add(fields.path(i));
      }
    }
    paths = new String[0];
    last = null;
    return true;
  }

  /** Never 0. */
  private static long hash(String text) {
    long hash = Fnv.of(text);
    return hash == 0 ? 1 : hash;
  }

  private static String value(Fields fields, int[] places) {
    if (places.length == 1) {
      return value(fields, places[0]);
    }
    StringBuilder all = new StringBuilder();
    for (int place : places) {
      String value = value(fields, place);
      if (value == null) {
        return null;
      }
      all.append(value).append(JOINED);
    }
    return all.toString();
  }

  private static String value(Fields fields, int place) {
    if (place < 0 || fields.missing(place)) {
      return null;
    }
    String value = fields.asText(place);
    if (value.length() <= LONGEST_VALUE) {
      return value;
    }
    StateWriter units = new StateWriter();
    for (int i = 0; i < value.length(); i++) {
      units.putByte(value.charAt(i) >> Byte.SIZE).putByte(value.charAt(i));
    }
    return "#" + HexFormat.of().formatHex(Sha256.of(units));
  }

  void write(StateWriter out) {
    out.putTexts(numbers).putTexts(texts);
  }

  void read(StateReader in) {
    numbers.addAll(in.getTexts());
    texts.addAll(in.getTexts());
  }
}
