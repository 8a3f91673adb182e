package io.gyre.format;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.format.FieldPaths.FieldPath;
import io.gyre.format.RecordReader.Accepts;
import java.math.BigDecimal;

/**
 * Reads records of a format whose values have types. Each value means at its path what the same
 * value of JSON would. Not thread-safe.
 */
abstract class TypedReader extends ValueReader {

  TypedReader(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  final void readText(FieldPath at, String text) throws InvalidPointException {
    switch (at.role) {
      case FIELD -> addText(at, text);
      case LABEL -> setLabelText(at, text, true);
      case ID -> setId(at, text);
      case TIME -> setTime(at, text);
      case NONE -> {}
    }
  }

  final void readInteger(FieldPath at, long number) throws InvalidPointException {
    switch (at.role) {
      case FIELD -> {
        if (at.category) {
          addCategory(at, Long.toString(number));
        } else {
          fields.add(at.path, number, null);
        }
      }
      case LABEL -> label = Label.of(number);
      case ID -> setId(at, Long.toString(number));
      case TIME -> setTime(at, Long.toString(number));
      case NONE -> {}
    }
  }

  /** Reads a number; NaN means that it is missing, as the text NaN does. */
  final void readDouble(FieldPath at, double number) throws InvalidPointException {
    if (Double.isNaN(number)) {
      readNothing(at);
    } else if (Double.isFinite(number)) {
      readFinite(at, number);
    } else {
      throw invalid(at, "expected a finite number, found " + number);
    }
  }

  private void readFinite(FieldPath at, double number) throws InvalidPointException {
    switch (at.role) {
      case FIELD -> {
        if (at.category) {
          addCategory(at, text(number));
        } else {
          fields.add(at.path, number, null);
        }
      }
      case LABEL -> label = label(at, number);
      case ID -> throw refused(at, text(number));
      case TIME -> setTime(at, text(number));
      case NONE -> {}
    }
  }

  private static Label label(FieldPath at, double number) throws InvalidPointException {
    int whole = (int) number;
    return whole == number ? Label.of(whole) : label(at, text(number));
  }

  private static Label label(FieldPath at, String number) throws InvalidPointException {
    try {
      return Label.ofNumber(number);
    } catch (InvalidPointException e) {
      throw named(at, e);
    }
  }

  /** Returns the shortest decimal; that of Double.toString differs between versions of Java. */
  private static String text(double number) {
    return NumberOutput.toString(number, true);
  }

  final void readDecimal(FieldPath at, BigDecimal number) throws InvalidPointException {
    switch (at.role) {
      case FIELD -> {
        if (at.category) {
          addCategory(at, number.toString());
        } else {
          double nearest = number.doubleValue();
          addNumber(at, nearest, Double.isFinite(nearest) ? null : number.toString());
        }
      }
      case LABEL -> label = label(at, number.toString());
      case ID -> {
        if (number.scale() != 0) {
          throw refused(at, number.toString());
        }
        setId(at, number.toString());
      }
      case TIME -> setTime(at, number.toString());
      case NONE -> {}
    }
  }

  final void readBoolean(FieldPath at, boolean value) throws InvalidPointException {
    switch (at.role) {
      case FIELD -> fields.add(at.path, Double.NaN, value ? "true" : "false");
      case LABEL -> label = value ? Label.TRUE : Label.FALSE;
      case ID, TIME -> throw refused(at, String.valueOf(value));
      case NONE -> {}
    }
  }

  /** Reads a null. */
  final void readNothing(FieldPath at) throws InvalidPointException {
    switch (at.role) {
      case FIELD -> fields.add(at.path, Double.NaN, null);
      case TIME -> refuseNoTime(at, "null");
      case LABEL, ID, NONE -> {}
    }
  }

  /** Says that label, id or time cannot be what was found. */
  static InvalidPointException refused(FieldPath at, String found) {
    return switch (at.role) {
      case LABEL -> invalid(at, "expected a number, text, true or false, found " + found);
      case ID -> invalid(at, "expected text or an integer, found " + found);
      case TIME -> notTime(at, found);
      case FIELD, NONE -> invalid(at, "expected a value, found " + found);
    };
  }

  /** Returns the double of the float's shortest decimal: 0.1 for 0.1f, as if it was written. */
  static double decimal(float number) {
    double thousandths = Math.rint(number * 1e3);
    if (Math.abs(thousandths) < 1e6) {
      // At most six digits: a float tells any two such decimals apart, so no other is shortest.
      double decimal = thousandths / 1e3;
      if ((float) decimal == number) {
        return decimal;
      }
    }
    return Float.isFinite(number)
        ? Double.parseDouble(NumberOutput.toString(number, true))
        : number;
  }
}
