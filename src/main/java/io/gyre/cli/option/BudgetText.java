package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.fold.alerts.Budget;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a budget as it is typed: {@code 100/1d}, {@code 5%}. */
final class BudgetText implements ITypeConverter<Budget> {

  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)%");
  private static final Pattern IN_TIME = Pattern.compile("(\\d{1,12})/(.*)");
  private static final double PERCENT = 100;

  @Override
  public Budget convert(String text) {
    Matcher share = SHARE.matcher(text);
    Matcher inTime = IN_TIME.matcher(text);
    try {
      if (share.matches()) {
        return Budget.ofShare(Double.parseDouble(share.group(1)) / PERCENT);
      }
      if (inTime.matches()) {
        String period = inTime.group(2);
        boolean counted = !period.isEmpty() && Character.isDigit(period.charAt(0));
        long ms = new AmountText.Duration().convert(counted ? period : "1" + period);
        return new Budget(Long.parseLong(inTime.group(1)), ms, false);
      }
    } catch (GyreException e) {
      throw new TypeConversionException(e.getMessage().replaceFirst("^review: ", ""));
    }
    throw new TypeConversionException(
        "'%s' is no number of points to look at; expected it in a period, as 100/1d or 20/1h, or a share of all points, as 5%%"
            .formatted(text));
  }
}
