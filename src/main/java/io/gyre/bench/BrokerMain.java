package io.gyre.bench;

import io.gyre.broker.LocalBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** The process of the local broker: says where it is, and ends with its standard input. */
final class BrokerMain {

  private BrokerMain() {}

  /** Runs in the child; the arguments are its folder and its port, 0 for any. */
  public static void main(String[] args) throws IOException {
    PrintStream out = Child.lineToParent();
    try (LocalBroker broker = LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      out.println(broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Whatever comes means nothing; the end of input is the end.
      }
    }
  }
}
