package io.gyre.cli.option;

import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.registry.SchemaRegistry;
import io.gyre.registry.UsedSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The option of the registry that has the schemas of records. */
public class RegistryOptions extends Options {

  @Option(names = "--schema-registry", paramLabel = "URL")
  private String url;

  /** Returns a cluster with the registry that was named, here or among its properties. */
  public ClusterAccess of(ClusterAccess cluster) {
    ClusterAccess all = cluster.withSchemaRegistry(url);
    return checked(
        url == null ? "" : "--schema-registry: ",
        () -> {
          SchemaRegistry.check(all.forStreams());
          return all;
        });
  }

  /** Returns the option with which another command means the same registry, without its user. */
  public String typed() {
    return url == null ? "" : " --schema-registry " + SchemaRegistry.withoutUser(url);
  }

  /**
   * Finds the schemas of the cluster's registry, and waits for a registry that is away; finds none
   * where there is no registry.
   *
   * @param waits where a wait is kept over restarts; may be null
   * @param told gets the reason of each wait
   */
  public Function<String, Schema> schemas(
      ClusterAccess cluster, Path waits, Consumer<String> told, BooleanSupplier stop) {
    SchemaRegistry registry = SchemaRegistry.of(cluster.forStreams());
    return UsedSchemas.awaiting(registry, unknownFor(), waits, told, stop);
  }

  /** Returns how long a schema may be unknown: those of Gyre's outputs come before the records. */
  Duration unknownFor() {
    return Duration.ZERO;
  }
}
