package io.gyre.cli.option;

import io.gyre.cli.terminal.CommandContext;
import io.gyre.kafka.ClientProperties;
import io.gyre.kafka.ClusterAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The options of every command that talks to a cluster: its address and the login. */
public final class KafkaOptions extends Options {

  /** The option's name without its dashes. */
  public static final String BOOTSTRAP_SERVER = "bootstrap-server";

  private static final String DEFAULT_BOOTSTRAP_SERVER = "localhost:9092";

  @Option(names = "--" + BOOTSTRAP_SERVER, paramLabel = "HOST:PORT[,…]")
  private String bootstrapServer;

  @Option(names = "--connect-timeout", paramLabel = "SECONDS", defaultValue = "15")
  private int connectTimeout;

  @Option(names = "--command-config", paramLabel = "FILE")
  private Path commandConfig;

  /**
   * Returns the cluster that was meant. Makes no connection.
   *
   * @throws io.gyre.GyreException if a setting would break a promise, or the file cannot be read
   */
  public ClusterAccess cluster() {
    require(
        connectTimeout >= 1 && connectTimeout <= 86_400,
        "--connect-timeout: expected 1 to 86400 seconds, found " + connectTimeout);
    CommandContext context = (CommandContext) command().root().userObject();
    ClientProperties variables = ClientProperties.fromEnvironment(context.environment);
    ClientProperties all = commandConfig == null ? variables : variables.withFile(commandConfig);
    String servers = Objects.requireNonNullElse(all.bootstrapServers(), DEFAULT_BOOTSTRAP_SERVER);
    return new ClusterAccess(
        bootstrapServer == null ? servers : bootstrapServer,
        Duration.ofSeconds(connectTimeout),
        all);
  }

  /** Returns the options with which another command reaches the same cluster. */
  public String typed() {
    return (bootstrapServer == null ? "" : " --bootstrap-server " + bootstrapServer)
        + (commandConfig == null ? "" : " --command-config " + commandConfig);
  }
}
