package io.gyre.cli.option;

import io.gyre.stream.start.InputSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of schemas that are learned by, which a registry may know later. */
public final class SchemaOptions extends RegistryOptions {

  @Option(
      names = "--schema-wait",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = Converters.Duration.class)
  private long waitMs;

  /** Returns how an application reads its topics, with how long schemas are awaited. */
  public InputSettings of(InputSettings inputs) {
    return new InputSettings(
        inputs.labels(), inputs.perPartition(), inputs.journalBytes(), unknownFor());
  }

  @Override
  Duration unknownFor() {
    return Duration.ofMillis(waitMs);
  }
}
