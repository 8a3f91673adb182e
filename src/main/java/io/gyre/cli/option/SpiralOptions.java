package io.gyre.cli.option;

import io.gyre.data.Spirals;
import picocli.CommandLine.Option;

/** The options of the endless spiral. */
public final class SpiralOptions extends Options {

  @Option(names = "--seed", paramLabel = "SEED", defaultValue = "42")
  private long seed;

  @Option(names = "--arms", paramLabel = "K", defaultValue = "2")
  private int arms;

  @Option(names = "--noise", paramLabel = "RADIANS")
  private Double noise;

  @Option(names = "--turns", paramLabel = "TURNS", defaultValue = "0.6684507609859605")
  private double turns;

  @Option(names = "--spin", paramLabel = "DEGREES", defaultValue = "0")
  private double spin;

  @Option(names = "--swap-at", paramLabel = "I", defaultValue = "-1")
  private long swapAt;

  public Spirals spirals() {
    double angle = noise == null ? Spirals.noise(arms) : noise;
    return checked(() -> new Spirals(arms, seed, angle, turns, spin, swapAt));
  }
}
