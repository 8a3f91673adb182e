package io.gyre.cli.terminal;

import io.gyre.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Words the remedies for a failure in a command's own terms. */
public interface Advice {

  /** In the terms of {@code gyre learn}, which most commands share. */
  Advice STANDARD =
      remedy -> {
        String words =
            switch (remedy.kind()) {
              case START_ANEW -> "start anew with gyre reset";
              case RESET_TO_STATE ->
                  "go on at offset %s with gyre reset --to-state --application-id %s --points %s";
              case OTHER_APPLICATION -> "learn under another --application-id";
              case RENAME_LEARNER -> "give the learner another name to train it anew";
              case FORGET_LEARNER -> "make it start anew with gyre reset --learner %s";
              case ALTER_TOPICS -> "set what differs with gyre topics --alter";
              case SET_BACK -> "set %s back to %s";
              case OTHER_VERSION -> "run the Gyre that wrote it";
              case DELETE_STATE -> "delete the folder %s: its state is restored from the cluster";
              case OTHER_STATE_FOLDER -> "name another folder with --state-dir";
              case PER_PARTITION -> "go on with a model for each partition with --per-partition";
              case ONE_MODEL -> "go on with one model, without --per-partition";
              case START_AGAIN -> "start again once the cluster is well";
            };
        return words.formatted(remedy.arguments().toArray());
      };

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
