package io.gyre.cli.view;

import io.gyre.version.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Shows versions of what an application has learned. */
public final class VersionView {

  private VersionView() {}

  /** Returns a table of versions, a line each. */
  public static List<String> table(List<Version> versions) {
    return new TableColumns<Version>()
        .right("version", 0, version -> String.valueOf(version.number()))
        .left("name", 0, version -> version.isUnnamed() ? "-" : version.name())
        .left("saved for", 0, VersionView::reason)
        .left("saved at", 0, version -> time(version.savedMs()))
        .left("time of the stream", 0, version -> time(version.timeMs()))
        .right("offset", 0, version -> NumberText.count(version.offset()))
        .right("kB", 0, version -> NumberText.count((version.bytes() + 999) / 1000))
        .left("by Gyre", 0, Version::release)
        .table(versions);
  }

  /** Returns all that is known of a version. */
  public static List<String> lines(Version version) {
    List<String> lines = new ArrayList<>(table(List.of(version)));
    lines.add("");
    lines.add("digests");
    version
        .digests()
        .forEach((learner, digest) -> lines.add("  %s  %s".formatted(digest, learner)));
    lines.add("learned from the topic with the id " + version.logId());
    lines.add(
        "%s bytes in %d records, SHA-256 %s"
            .formatted(NumberText.count(version.bytes()), version.blocks(), version.checksum()));
    lines.add("settings");
    lines.addAll(version.settings().toPrettyString().lines().toList());
    return lines;
  }

  private static String reason(Version version) {
    return switch (version.reason()) {
      case ASKED -> "a request";
      case SETTINGS -> "other settings";
      case RELEASE -> "another Gyre";
      case TIME -> "its time";
    };
  }

  private static String time(long ms) {
    return ms < 0 ? "-" : Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
