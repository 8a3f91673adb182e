package io.gyre.cli;

import org.apache.kafka.common.utils.internals.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** Prints the versions that a bug report should name. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String gyre = Gyre.class.getPackage().getImplementationVersion();
    return new String[] {
      "gyre %s (Kafka %s, Java %s)"
          .formatted(
              gyre == null ? "unpackaged" : gyre, AppInfoParser.getVersion(), Runtime.version())
    };
  }
}
