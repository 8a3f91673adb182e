package io.gyre.fold.answer;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.learning.PredictedClass;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.words.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The classes of a partition, numbered from 0: first those in the settings, then others in the
 * order of their appearance. All amounts are one class. Not thread-safe.
 */
public final class ClassNumbers extends StatePart {

  /** The most bytes of all names: a record of parameters holds 8 MiB at most. */
  public static final int MOST_NAME_BYTES = 800_000;

  /** The number of an unknown class. */
  public static final int UNKNOWN = PredictedClass.NONE;

  private static final Label AMOUNT = new Label("amount", Label.Form.TEXT);

  private final List<Label> labels = new ArrayList<>();
  private final Map<Label, Integer> numbers = new HashMap<>();
  private List<Label> all = List.of();
  private final List<Label> named;
  private final Label wantedPositive;
  private final Label wantedNegative;
  private int positive = UNKNOWN;
  private int nameBytes;
  private final boolean areAmounts;
  private Label lastAsked; // that of the current point, which is used often
  private int lastNumber;

  /**
   * Knows the classes that are named.
   *
   * @param positive the positive one of two; null for the default
   * @param negative the other one of two, unless the positive one is among them; may be null
   */
  public ClassNumbers(List<Label> named, Label positive, Label negative) {
    this(named, positive, negative, false);
  }

  private ClassNumbers(List<Label> named, Label positive, Label negative, boolean areAmounts) {
    super("classes");
    this.named = List.copyOf(named);
    wantedPositive = positive;
    wantedNegative = negative;
    this.areAmounts = areAmounts;
    named.forEach(this::add);
  }

  /** Returns the one class of labels that are amounts. */
  public static ClassNumbers ofAmounts() {
    return new ClassNumbers(List.of(AMOUNT), null, null, true);
  }

  /** Tells whether labels are amounts. */
  public boolean areAmounts() {
    return areAmounts;
  }

  /** Returns K. */
  public int size() {
    return labels.size();
  }

  public Label label(int number) {
    return labels.get(number);
  }

  /** Returns all classes by number; a copy. */
  public List<Label> all() {
    if (all.size() != labels.size()) {
      all = List.copyOf(labels);
    }
    return all;
  }

  /** Returns the number of a class, or {@link #UNKNOWN}. */
  public int number(Label label) {
    if (areAmounts) {
      return 0;
    }
    if (label != lastAsked) {
      lastNumber = numbers.getOrDefault(label, UNKNOWN);
      lastAsked = label;
    }
    return lastNumber;
  }

  /** Returns the scores with names for the numbers of classes, and lists for arrays. */
  public Map<String, Object> named(Map<String, Object> scores) {
    Map<String, Object> named = new LinkedHashMap<>(scores);
    named.replaceAll((metric, value) -> named(value));
    return named;
  }

  private Object named(Object value) {
    if (value instanceof Map<?, ?> byNumber) {
      Map<String, Object> byName = new LinkedHashMap<>();
      byNumber.forEach((number, share) -> byName.put(label((Integer) number).text(), share));
      return byName;
    }
    return value instanceof long[][] table
        ? Arrays.stream(table).map(row -> Arrays.stream(row).boxed().toList()).toList()
        : value;
  }

  public boolean hasRoom(Label label) {
    return size() < Label.MAX_CLASSES && nameBytes + bytes(label) <= MOST_NAME_BYTES;
  }

  private static int bytes(Label label) {
    return Utf8.bytesInJson(label.text()) + 3; // quotes and a comma
  }

  /** Returns the number of the positive class, or {@link #UNKNOWN} unless there are two. */
  public int positive() {
    return positive;
  }

  /** Tells whether there are two, and the settings name both. */
  public boolean areTwoNamed() {
    return size() == 2 && named.size() == 2;
  }

  /** Adds an unknown class. */
  public void add(Label label) {
    numbers.put(label, labels.size());
    lastAsked = null;
    labels.add(label);
    nameBytes += bytes(label);
    positive = size() == 2 ? findPositive() : UNKNOWN;
    changed();
  }

  /** Finds the wanted one of two, else the greater number, or true, or the second to appear. */
  private int findPositive() {
    if (numbers.containsKey(wantedPositive)) {
      return numbers.get(wantedPositive);
    }
    if (numbers.containsKey(wantedNegative)) {
      return 1 - numbers.get(wantedNegative);
    }
    Label first = label(0);
    Label second = label(1);
    if (first.isNumber() && second.isNumber()) {
      return first.number().compareTo(second.number()) > 0 ? 0 : 1;
    }
    return first.equals(Label.TRUE) && second.equals(Label.FALSE) ? 0 : 1;
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(size());
    for (Label label : labels) {
      out.putByte(label.form().ordinal()).putText(label.text());
    }
  }

  @Override
  public void read(StateReader in, int version) {
    labels.clear();
    all = List.of();
    numbers.clear();
    lastAsked = null;
    positive = UNKNOWN;
    nameBytes = 0;
    for (int i = in.getCount(); i > 0; i--) {
      add(label(in.getByte(), in.getText()));
    }
  }

  /** Adds the named classes to a state that was read: they may be more than before. */
  public void takeNamed() {
    for (int i = 0; i < named.size(); i++) {
      if (i == size() && number(named.get(i)) == UNKNOWN) {
        add(named.get(i));
      } else if (i >= size() || !label(i).equals(named.get(i))) {
        throw new GyreException(
            "classes: the settings name %s, but the state was made with %s. Name the same ones first, in the same order, or none"
                .formatted(named, labels),
            Remedy.of(Kind.START_ANEW));
      }
    }
  }

  /** Makes a label of its stored form and text. */
  public static Label label(int form, String text) {
    try {
      return switch (Label.Form.values()[form]) {
        case NUMBER -> Label.ofNumber(text);
        case TEXT -> Label.ofText(text);
        case BOOLEAN -> text.equals(Label.TRUE.text()) ? Label.TRUE : Label.FALSE;
      };
    } catch (InvalidPointException | IndexOutOfBoundsException e) {
      throw new DamagedStateException("%s is no class".formatted(text), e);
    }
  }
}
