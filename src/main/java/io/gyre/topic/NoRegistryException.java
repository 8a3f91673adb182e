package io.gyre.topic;

import org.apache.kafka.common.errors.SerializationException;

/** A value has a schema, and no registry was named that could give it. */
public final class NoRegistryException extends SerializationException {

  private static final long serialVersionUID = 1;

  NoRegistryException(String id) {
    super("its format has the schema %s: name the registry with --schema-registry".formatted(id));
  }
}
