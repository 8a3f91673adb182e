package io.gyre.learning;

import io.gyre.learning.list.Kinds;
import java.util.List;

/** The kinds of learner that learn classes. */
public final class KindsOfClasses {

  private KindsOfClasses() {}

  public static List<String> names() {
    return Kinds.names().stream()
        .filter(kind -> !AmountSettings.class.isAssignableFrom(Kinds.settings(kind)))
        .toList();
  }
}
