package io.gyre.bench;

import java.nio.file.Path;

/** A local broker in a process of its own, so that its work is not counted as the learners'. */
public final class BenchBroker implements AutoCloseable {

  private final ChildJvm child;
  private final String bootstrapServers;

  private BenchBroker(ChildJvm child) {
    this.child = child;
    bootstrapServers = child.hear();
  }

  /**
   * Starts one and returns when it accepts clients.
   *
   * @param folder for its data
   * @param port 0 for any that is free
   */
  public static BenchBroker start(Path folder, int port) {
    return new BenchBroker(
        ChildJvm.start("the local broker", BrokerMain.class, folder.toString(), port + ""));
  }

  /** Returns the address for a client's {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    child.close();
  }
}
