package io.gyre.cli.command;

import io.gyre.cli.terminal.ExitCode;
import io.gyre.file.SampleShopOrders;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "sample", description = "Print a made-up stream of orders as CSV, to try Gyre on.")
public final class SampleCommand extends GyreCommand {

  /** Rows between two checks whether the reader has left. */
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
    SampleShopOrders orders = new SampleShopOrders(rows, seed);
    out.println(SampleShopOrders.HEADER);
    long printed = 0;
    for (String row = orders.next(); row != null; row = orders.next()) {
      out.println(row);
      if (++printed % BLOCK == 0 && out.checkError()) {
        break;
      }
    }
    out.flush();
    return ExitCode.DONE;
  }
}
