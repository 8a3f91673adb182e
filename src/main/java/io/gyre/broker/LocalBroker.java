package io.gyre.broker;

import io.gyre.FolderLock;
import io.gyre.GyreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this JVM, for clients on this machine only: it listens on 127.0.0.1,
 * unencrypted and without passwords.
 *
 * <p>Topics, records and committed offsets stay in a folder over restarts and kills. Offsets never
 * expire, and records are kept by bytes, not by time. No environment variable changes its settings.
 * When its disk fails or is full, Kafka halts the whole process, exit code 1.
 */
public final class LocalBroker implements AutoCloseable {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

  public final int port;
  private final FolderLock lock;
  private final KafkaRaftServer server;

  private LocalBroker(int port, FolderLock lock, KafkaRaftServer server) {
    this.port = port;
    this.lock = lock;
    this.server = server;
  }

  /**
   * Starts a broker on the data in a folder, and returns when it accepts clients.
   *
   * @param folder created, and formatted, where it is new
   * @param port where clients connect, 0 for any free port
   * @throws PortInUseException if the port is taken; nothing has been started or written then
   * @throws GyreException if another broker runs on the folder, or it cannot be used
   */
  public static LocalBroker start(Path folder, int port) {
    return start(folder, port, Map.of());
  }

  /** Starts as {@link #start(Path, int)}, with more of Kafka's broker properties, which win. */
  public static LocalBroker start(Path folder, int port, Map<String, String> more) {
    Path absolute = folder.toAbsolutePath().normalize();
    LoopbackPorts ports = LoopbackPorts.choose(port);
    FolderLock lock = FolderLock.acquire(absolute, "broker");
    try {
      Path logDirectory = absolute.resolve("log");
      boolean killed = StaleRegistration.isLeftIn(logDirectory);
      format(logDirectory);
      explainHalt(absolute);
      Map<String, String> settings = settings(logDirectory, ports);
      if (killed) {
        StaleRegistration.expire(settings);
      }
      settings.putAll(more);
      return new LocalBroker(ports.clients(), lock, startServer(settings));
    } catch (Exception e) {
      lock.close();
      throw new GyreException(
          "local broker in %s: expected its data to be as it left them, found: %s; restore them, or start on another folder"
              .formatted(absolute, e.getMessage()),
          e);
    }
  }

  /** Returns a port that is free now: the wanted one, or for 0 any. */
  public static int freePort(int wanted) {
    return LoopbackPorts.choose(wanted).clients();
  }

  private static void format(Path logDirectory) throws Exception {
    if (Files.exists(logDirectory.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(logDirectory);
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE_ID)
        .addDirectory(logDirectory.toString())
        .setMetadataLogDirectory(logDirectory.toString())
        .setControllerListenerName(CONTROLLER_LISTENER)
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setIgnoreFormatted(true)
        .run();
  }

  /** Returns {@code broker.properties}, the folder and the ports; all else has Kafka's defaults. */
  private static Map<String, String> settings(Path logDirectory, LoopbackPorts ports)
      throws IOException {
    Properties fixed = new Properties();
    try (InputStream file = LocalBroker.class.getResourceAsStream("broker.properties")) {
      fixed.load(file);
    }
    Map<String, String> settings = new HashMap<>();
    fixed.forEach((name, value) -> settings.put((String) name, (String) value));
    String clients = "PLAINTEXT://%s:%d".formatted(LoopbackPorts.HOST, ports.clients());
    String controller = "%s:%d".formatted(LoopbackPorts.HOST, ports.controller());
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("listeners", clients + "," + CONTROLLER_LISTENER + "://" + controller);
    settings.put("advertised.listeners", clients);
    // A static quorum: with a dynamic one the log would remember the controller's port.
    settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
    settings.put("log.dirs", logDirectory.toString());
    return settings;
  }

  /** Explains that Kafka ends the process if its folder fails, since Kafka itself does not. */
  private static void explainHalt(Path folder) {
    Exit.setHaltProcedure(
        (status, message) -> {
          LOG.error(
              "local broker in {}: it cannot go on and ends this process; see that the disk has room and the folder can be written, and start again: what was committed is kept",
              folder);
          Runtime.getRuntime().halt(status);
        });
  }

  private static KafkaRaftServer startServer(Map<String, String> settings) {
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (Throwable e) {
      server.shutdown();
      throw e;
    }
  }

  /** Returns the address for a client's {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LoopbackPorts.HOST + ":" + port;
  }

  /** Stops the broker, and returns when its data is on disk and its folder free. */
  @Override
  public synchronized void close() {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }
}
