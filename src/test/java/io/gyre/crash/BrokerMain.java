package io.gyre.crash;

import io.gyre.broker.LocalBroker;
import java.io.IOException;
import java.nio.file.Path;

/** The local broker as a process of its own, until it is killed or its parent ends. */
final class BrokerMain {

  static final String READY = "ready at ";

  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    try (LocalBroker broker = LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println(READY + broker.port);
      while (System.in.read() >= 0) {
        // Ends with the parent.
      }
    }
  }
}
