package io.gyre.cli.option;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of several things by its name. */
class NamedText<T> implements ITypeConverter<T> {

  private final List<T> all;
  private final Function<T, String> name;

  NamedText(T[] all, Function<T, String> name) {
    this.all = List.of(all);
    this.name = name;
  }

  @Override
  public T convert(String text) {
    return all.stream()
        .filter(one -> name.apply(one).equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s, found '%s'"
                        .formatted(
                            all.stream().map(name).collect(Collectors.joining(", ")), text)));
  }
}
