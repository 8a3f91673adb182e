package io.gyre.cli;

import io.gyre.Release;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** Prints the versions that a bug report should name. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "gyre %s (Kafka %s, Java %s)"
          .formatted(Release.version(), AppInfoParser.getVersion(), Runtime.version())
    };
  }
}
