package io.gyre.topic;

import io.gyre.Setting;
import org.apache.kafka.common.errors.SerializationException;

/** A value names a schema that is not to be had; the message says why. */
public final class UnknownSchemaException extends SerializationException {

  private static final long serialVersionUID = 1;

  /**
   * @param denied why the registry does not give it; null if no registry is named
   */
  UnknownSchemaException(String id, String denied) {
    super(
        "its format has the schema %s: %s"
            .formatted(
                id, denied == null ? "name the registry with " + Setting.SCHEMA_REGISTRY : denied));
  }
}
