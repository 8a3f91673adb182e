package io.gyre.registry;

/** What a registry fails with, for tests of other packages. */
public final class RegistryFaults {

  private RegistryFaults() {}

  /** No answer comes. */
  public static RuntimeException away(String reason) {
    return new RegistryException(RegistryException.Kind.AWAY, reason);
  }

  /** It has no such schema. */
  public static RuntimeException unknown(String reason) {
    return new RegistryException(RegistryException.Kind.UNKNOWN, reason);
  }
}
