package io.gyre.version;

import java.util.regex.Pattern;

/**
 * That somebody asks a running learner for a version.
 *
 * @param id of this request alone
 */
public record VersionRequest(String id, String name) {

  /** What a version may be called: not by digits alone, which are numbers of versions. */
  public static final Pattern NAME = Pattern.compile("(?!\\d+$)[A-Za-z0-9._-]{1,100}");

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,100}");

  /** Throws an {@link IllegalArgumentException} if no command sends such a request. */
  public VersionRequest {
    if (!ID.matcher(id).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected the name of a version, as gyre version save asks for one");
    }
  }
}
