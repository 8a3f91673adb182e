package io.gyre.cli.option;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes as a person types it: {@code 512MiB}. */
final class BytesText implements ITypeConverter<Long> {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,10})(B|KiB|MiB|GiB|TiB)");

  private static final Map<String, Integer> SHIFTS =
      Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

  @Override
  public Long convert(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a number of bytes; expected a whole number and a unit, as 512MiB or 1GiB"
              .formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    int shift = SHIFTS.get(matcher.group(2));
    return Math.min(number, Long.MAX_VALUE >> shift) << shift;
  }
}
