package io.gyre.cli.option;

import io.gyre.data.record.Schema;
import io.gyre.fold.intake.KnownSchemas;
import io.gyre.kafka.ClusterAccess;
import io.gyre.registry.UsedSchemas;
import io.gyre.stream.start.InputSettings;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options of the registry that has the schemas of records. */
public final class RegistryOptions extends Options {

  @Option(names = "--schema-registry", paramLabel = "URL")
  private String url;

  @Option(
      names = "--schema-wait",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = AmountText.Duration.class)
  private long waitMs;

  /** Returns a cluster with the registry that was named, here or among its properties. */
  public ClusterAccess of(ClusterAccess cluster) {
    return cluster.withSchemaRegistry(url);
  }

  /** Returns how an application reads its topics, with how long schemas are awaited. */
  public InputSettings of(InputSettings inputs) {
    return new InputSettings(
        inputs.labels(), inputs.perPartition(), inputs.journalBytes(), Duration.ofMillis(waitMs));
  }

  /**
   * Finds the schemas of the cluster's registry, and waits for them as they are asked for; finds
   * none where there is no registry.
   *
   * @param told gets the reason of each wait
   */
  public Function<String, Schema> schemas(
      ClusterAccess cluster, Consumer<String> told, BooleanSupplier stop) {
    UsedSchemas schemas =
        UsedSchemas.of(
            cluster.forStreams(),
            Duration.ofMillis(waitMs),
            (id, registry) -> KnownSchemas.changed("--schema-registry", id + " of " + registry));
    return schemas == null ? id -> null : id -> schemas.await(id, told, stop);
  }
}
