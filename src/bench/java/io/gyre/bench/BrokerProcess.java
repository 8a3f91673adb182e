package io.gyre.bench;

import io.gyre.StopSignal;
import io.gyre.broker.LocalBroker;
import io.gyre.cli.terminal.EndingSignals;
import java.nio.file.Path;

/** A local broker in a JVM of its own, so that its pauses do not delay the load. */
final class BrokerProcess {

  private BrokerProcess() {}

  /** Runs a broker until the process is ended; the arguments are its folder and port. */
  public static void main(String[] args) throws InterruptedException {
    StopSignal stop = new StopSignal();
    new EndingSignals(stop);
    stop.listen();
    LocalBroker broker = LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
    stop.await();
    broker.close();
    System.exit(0);
  }
}
