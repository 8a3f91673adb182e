package io.gyre.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The settings of the local broker: {@code broker.properties}, its folder and its ports. All others
 * have Kafka's defaults.
 */
final class BrokerSettings {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerSettings() {}

  /** Returns Kafka's broker properties for a log directory and two ports. */
  static Map<String, String> of(Path logDirectory, LoopbackPorts ports) throws IOException {
    Properties fixed = new Properties();
    try (InputStream file = BrokerSettings.class.getResourceAsStream("broker.properties")) {
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
}
