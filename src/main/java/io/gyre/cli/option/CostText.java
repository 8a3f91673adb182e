package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.fold.alerts.CaseCost;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a cost as it is typed: a number, or the path of a field. */
final class CostText implements ITypeConverter<CaseCost> {

  @Override
  public CaseCost convert(String text) {
    try {
      return CaseCost.of(text.strip());
    } catch (GyreException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
