package io.gyre.bench;

import io.gyre.broker.LocalBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jline.utils.Signals;

/** The process of the local broker: says where it is, and ends with its standard input. */
final class BrokerMain {

  /**
   * All stream threads of a round join before partitions are handed out. One that comes after that
   * takes partitions over from the others, for which these are silent for up to a heartbeat, 3 s:
   * longer than a round.
   */
  private static final Map<String, String> TOGETHER =
      Map.of("group.initial.rebalance.delay.ms", "500");

  private BrokerMain() {}

  /** Runs in the child; the arguments are its folder and its port, 0 for any. */
  public static void main(String[] args) throws IOException {
    PrintStream out = ChildJvm.lineToParent();
    // Ctrl-C goes to every process of the terminal. The parent still needs the broker to end
    // cleanly.
    List.of("INT", "HUP").forEach(signal -> Signals.register(signal, () -> {}));
    try (LocalBroker broker =
        LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]), TOGETHER)) {
      out.println(broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Whatever comes means nothing; the end of input is the end.
      }
    }
  }
}
