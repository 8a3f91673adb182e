package io.gyre.cli.command;

import io.gyre.cli.terminal.ExitCode;
import io.gyre.file.SampleOrders;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gyre sample}: data for a person who has none. */
@Command(
    name = "sample",
    description = "Print a made-up stream of orders as CSV, to try Gyre on.",
    footer = {
      "",
      "The label is 'outcome': kept, returned or cancelled. 'placed' is the time of the order. In the",
      "middle the customers change their ways, and a model must follow. Needs no broker.",
      "",
      "Examples:",
      "  gyre sample > orders.csv",
      "  gyre sample --rows 1000000 --seed 7 | gyre produce - --format csv --label outcome"
    })
public final class SampleCommand extends GyreCommand {

  /** Rows between two looks whether anybody still reads. */
  private static final int BLOCK = 1_000;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "20000",
      description = "How many orders.")
  private long rows;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "42",
      description = "Which orders: they follow from the seed and --rows.")
  private long seed;

  @Override
  public Integer call() {
    requireAtLeast("--rows", 1, rows);
    PrintWriter out = out();
    SampleOrders orders = new SampleOrders(rows, seed);
    out.println(SampleOrders.HEADER);
    long printed = 0;
    for (String row = orders.next(); row != null; row = orders.next()) {
      out.println(row);
      // Also flushes: to head, which has seen enough, no more is written.
      if (++printed % BLOCK == 0 && out.checkError()) {
        break;
      }
    }
    out.flush();
    return ExitCode.DONE;
  }
}
