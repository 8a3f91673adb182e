package io.gyre.version;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a keeper of versions remembers: it lies beside the state that it is of, and is no part of a
 * version.
 */
final class KeptVersions extends StatePart {

  static final String NAME = "versions";

  /** A request that was carried out is soon deleted. */
  private static final int MOST_ASKED = 64;

  /** The last number that was given; 1 is the model that learns on. */
  int last = 1;

  /** The stream's time of the last version that was saved for it, or of the first point; or -1. */
  long timeMs = -1;

  /** The Gyre that has learned; empty if unknown. */
  String release = "";

  /** The settings that the application was started with last. */
  String settings = "";

  /** A version that nobody has named. */
  record Unnamed(int number, int blocks) {}

  final Deque<Unnamed> unnamed = new ArrayDeque<>();

  private final Deque<String> asked = new ArrayDeque<>();

  KeptVersions() {
    super(NAME);
  }

  boolean hasAnswered(VersionRequest request) {
    return asked.contains(request.id());
  }

  void answered(VersionRequest request) {
    asked.add(request.id());
    if (asked.size() > MOST_ASKED) {
      asked.remove();
    }
    changed();
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(last).putLong(timeMs).putText(release).putText(settings);
    out.putTexts(List.copyOf(asked)).putInt(unnamed.size());
    unnamed.forEach(each -> out.putInt(each.number()).putInt(each.blocks()));
  }

  @Override
  public void read(StateReader in, int version) {
    last = in.getInt();
    timeMs = in.getLong();
    release = in.getText();
    settings = in.getText();
    asked.clear();
    asked.addAll(in.getTexts());
    List<Unnamed> found = new ArrayList<>();
    for (int i = in.getCount(); i > 0; i--) {
      found.add(new Unnamed(in.getInt(), in.getInt()));
    }
    unnamed.clear();
    unnamed.addAll(found);
  }
}
