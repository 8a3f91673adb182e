package io.gyre.registry;

import io.gyre.GyreException;

/** A schema is awaited, since the registry does not know it yet, or does not answer. */
public final class SchemaWaitException extends GyreException {

  private static final long serialVersionUID = 1;

  public final String id;

  SchemaWaitException(String id, String message, RegistryException cause) {
    super(message, cause);
    this.id = id;
  }
}
