package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.intake.KnownSchemas;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.registry.RegistryException;
import io.gyre.registry.SchemaRegistry;
import io.gyre.registry.UsedSchemas;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.StoredState;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.OutputSerializers;
import io.gyre.topic.Topic;
import java.util.List;

/** The schemas of an application: those of its records, and those of its outputs. */
final class RunSchemas implements AutoCloseable {

  private final ApplicationSettings settings;
  private final SchemaRegistry registry; // null if none is named, as the next
  final UsedSchemas used;
  private OutputSerializers outputs; // null before the first run

  RunSchemas(ApplicationSettings settings) {
    this.settings = settings;
    registry = SchemaRegistry.of(settings.client());
    used =
        UsedSchemas.of(
            registry,
            settings.inputs().schemaWait(),
            StateFolder.waits(settings.state()),
            (id, url) -> KnownSchemas.changed(settings.application(), id + " of " + url));
  }

  /**
   * Uses what the learners have saved. Merging may begin before the learners have their state, or
   * where there are none, and must read the same by a schema as they do.
   */
  void useSaved(ClusterAdmin cluster) {
    if (used != null && cluster.partitions(List.of(settings.changelog())).size() > 0) {
      new StoredState(settings.client(), settings.changelog()).schemas().forEach(used::use);
    }
  }

  void requireSame() {
    if (used != null) {
      used.requireSame();
    }
  }

  OutputSerializers outputs() {
    if (outputs == null) {
      outputs = OutputSerializers.of(settings.format(), this::register);
    }
    return outputs;
  }

  /** Registers the schema of an output; from then on its id must stay what it is. */
  private int register(Topic<?> output) {
    OutputFormat format = settings.format();
    String text = format.schema(output.definition());
    String subject = settings.topics().of(output) + "-value";
    try {
      int id = registry.register(subject, format.registered(), text);
      used.use("id/" + id, format.registered().schema(text, List.of()));
      return id;
    } catch (RegistryException e) {
      throw new GyreException(
          "the schema %s of the outputs is not registered. %s".formatted(subject, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
  }
}
