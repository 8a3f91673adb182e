package io.gyre.cli.terminal;

import io.gyre.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Words the remedies for a failure in a command's own terms. */
public interface Advice {

  /** In the terms of {@code gyre learn}, which most commands share. */
  Advice STANDARD = Remedy::words;

  /** Returns a remedy as an instruction that begins in lower case; null if the command lacks it. */
  String words(Remedy remedy);

  /** Returns a message followed by its remedies, as one sentence. */
  default String after(String message, List<Remedy> remedies) {
    List<String> orders =
        new ArrayList<>(remedies.stream().map(this::words).filter(Objects::nonNull).toList());
    if (orders.isEmpty()) {
      return message;
    }
    int last = orders.size() - 1;
    if (last > 0) {
      orders.set(last, "or " + orders.get(last));
    }
    String sentence = String.join(", ", orders);
    return message
        + (message.endsWith(".") ? " " : ". ")
        + Character.toUpperCase(sentence.charAt(0))
        + sentence.substring(1);
  }
}
