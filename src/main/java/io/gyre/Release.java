package io.gyre;

/** Which Gyre this is. */
public final class Release {

  private Release() {}

  /** Returns its version; {@code unpackaged} if it does not run from its jar. */
  public static String version() {
    String version = Release.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
