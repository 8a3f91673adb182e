package io.gyre.cli.command;

import io.gyre.cli.terminal.ExitCode;
import io.gyre.file.SampleRows;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    description = "Print made-up orders, payments or deliveries as CSV, to try Gyre on.")
public final class SampleCommand extends GyreCommand {

  /** Rows between two checks whether the reader has left. */
  private static final int BLOCK = 1_000;

  @Parameters(arity = "0..1", paramLabel = "orders|payments|deliveries", defaultValue = "orders")
  private SampleRows.Kind kind;

  @Option(names = "--rows", paramLabel = "N")
  private Long rows;

  @Option(names = "--seed", paramLabel = "SEED", defaultValue = "42")
  private long seed;

  @Override
  public Integer call() {
    long wanted = rows == null ? kind.usual : rows;
    requireAtLeast("--rows", 1, wanted);
    PrintWriter out = out();
    SampleRows sample = SampleRows.of(kind, wanted, seed);
    out.println(sample.header);
    long printed = 0;
    for (String row = sample.next(); row != null; row = sample.next()) {
      out.println(row);
      if (++printed % BLOCK == 0 && out.checkError()) {
        break;
      }
    }
    out.flush();
    return ExitCode.DONE;
  }
}
