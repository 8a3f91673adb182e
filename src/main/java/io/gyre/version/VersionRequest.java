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

  /** Throws an {@link IllegalArgumentException} if no command sends such a request. */
  public VersionRequest {
    if (!NAME.matcher(id).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("expected a name, as gyre version save takes one");
    }
  }
}
