package io.gyre.cli.option;

import io.gyre.data.Spirals;
import picocli.CommandLine.Option;

/** The options of the endless spiral. */
public final class SpiralOptions extends Options {

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "42",
      description = "Which spiral: the i-th point follows from the seed and i.")
  private long seed;

  @Option(
      names = "--arms",
      paramLabel = "K",
      defaultValue = "2",
      description = "Spiral arms, 2 to 10, each a class of its own.")
  private int arms;

  @Option(
      names = "--noise",
      paramLabel = "RADIANS",
      description =
          "Standard deviation of a point's angle. Default: 0.2, less with more than three arms.")
  private Double noise;

  @Option(
      names = "--turns",
      paramLabel = "TURNS",
      defaultValue = "0.6684507609859605",
      description =
          "Turns of an arm from the centre to its end; the default is the notebook's 4.2 radians.")
  private double turns;

  @Option(
      names = "--spin",
      paramLabel = "DEGREES",
      defaultValue = "0",
      description = "Turn of the whole spiral per 1,000 points: slow drift.")
  private double spin;

  @Option(
      names = "--swap-at",
      paramLabel = "I",
      defaultValue = "-1",
      description =
          "Give each arm the next one's label from point I on: sudden drift; -1 for never.")
  private long swapAt;

  public Spirals spirals() {
    double angle = noise == null ? Spirals.noise(arms) : noise;
    return checked(() -> new Spirals(arms, seed, angle, turns, spin, swapAt));
  }
}
