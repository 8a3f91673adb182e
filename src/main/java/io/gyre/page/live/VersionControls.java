package io.gyre.page.live;

import io.gyre.http.JsonBody;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares versions of an application with each other and with what was learned since, in the
 * process of the page. Thread-safe.
 */
public interface VersionControls extends AutoCloseable {

  /** The most versions that are compared. */
  int MOST = 2;

  /**
   * A request to compare versions.
   *
   * @param versions their numbers; none ends the comparison that runs, and forgets it
   */
  record Compare(List<Integer> versions) {

    public Compare {
      String expected = "versions: expected an array of up to %d numbers".formatted(MOST);
      JsonBody.require(versions != null && versions.size() <= MOST, expected);
      JsonBody.require(versions.stream().allMatch(Objects::nonNull), expected);
    }
  }

  /**
   * A comparison on the points that came after the last of its versions.
   *
   * @param state {@code running}, {@code ended} or {@code failed}
   * @param share of the records since that version that were read, 0 to 1
   * @param points how many points were scored
   * @param scores of what was learned on, and of each version; of all points so far
   * @param error why it failed; else null
   */
  record Comparison(
      List<Integer> versions,
      String state,
      double share,
      long points,
      List<Scores> scores,
      String error) {}

  /**
   * The scores of one learner.
   *
   * @param version which learned nothing since; null for what was learned on
   * @param total the metrics that are a number
   */
  record Scores(Integer version, String learner, Map<String, Double> total) {}

  /** Starts a comparison, in the place of the one before. */
  void compare(String application, Compare wanted);

  /** Returns the last one that was started for an application; null without any. */
  Comparison comparison(String application);

  /** Ends what runs. */
  @Override
  void close();
}
