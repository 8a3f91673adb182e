package io.gyre.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One broker and controller of several, as a process of its own, until it is killed, stopped by a
 * signal, or its parent ends. Its one argument is the file of its settings.
 */
final class NodeMain {

  static final String READY = "ready";

  /** A setting of this program, not of Kafka. */
  static final String CLUSTER_ID = "cluster.id";

  private NodeMain() {}

  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
      settings.load(in);
    }
    format(settings, (String) settings.remove(CLUSTER_ID));
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    endWithParent();
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }

  private static void format(Properties settings, String clusterId) throws Exception {
    Path log = Path.of(settings.getProperty("log.dirs"));
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(log);
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setClusterId(clusterId)
        .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
        .addDirectory(log.toString())
        .setMetadataLogDirectory(log.toString())
        .setControllerListenerName(settings.getProperty("controller.listener.names"))
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setIgnoreFormatted(true)
        .run();
  }

  private static void endWithParent() {
    Thread watch = new Thread(NodeMain::readToTheEnd, "parent");
    watch.setDaemon(true);
    watch.start();
  }

  private static void readToTheEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    } catch (IOException e) {
      // As good as an end.
    }
    Runtime.getRuntime().halt(1);
  }
}
