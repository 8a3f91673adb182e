package io.gyre.fold.alerts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.words.CellText;

/**
 * What a case costs: the same number always, or what a field of the point says.
 *
 * @param amount 0 or more; null if a field says it
 * @param field its path; null for a number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseCost(Double amount, String field) {

  /** Throws a {@link GyreException} for a negative number, or one that is not finite. */
  public CaseCost {
    if ((amount == null) == (field == null)) {
      throw new IllegalArgumentException("cost: expected a number or a field");
    }
    if (amount != null && !(amount >= 0 && Double.isFinite(amount))) {
      throw GyreException.of("expected a number of 0 or more, or a field, found %s", amount);
    }
  }

  /** Reads what was typed: a number, else the path of a field. */
  public static CaseCost of(String text) {
    return CellText.isNumber(text)
        ? new CaseCost(Double.valueOf(text), null)
        : new CaseCost(null, text);
  }

  /** Returns the cost of a point; NaN if its field is missing, text, or below 0. */
  double of(Fields point) {
    if (field == null) {
      return amount;
    }
    int place = point.place(field);
    return place >= 0 && point.number(place) >= 0 ? point.number(place) : Double.NaN;
  }

  @Override
  public String toString() {
    return field == null ? Fields.numberText(amount) : field;
  }
}
