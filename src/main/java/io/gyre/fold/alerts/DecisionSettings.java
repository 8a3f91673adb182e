package io.gyre.fold.alerts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.format.RecordSettings;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * By what it is decided which points are looked at. With both, the budget limits and the costs
 * order. Of labels that are amounts there is a budget alone, of outliers.
 *
 * @param budget null for none
 * @param miss the cost of a positive that is not looked at; null without costs
 * @param alarm the cost of looking at a point; null without costs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionSettings(Budget budget, CaseCost miss, CaseCost alarm) {

  /** Throws a {@link GyreException} if there is nothing to decide by, or one cost alone. */
  public DecisionSettings {
    if ((miss == null) != (alarm == null)) {
      throw GyreException.of(
          "%s and %s belong together: what a positive costs that nobody looks at, and what it costs to look at a point",
          Setting.COST_MISS, Setting.COST_ALARM);
    }
    if (budget == null && miss == null) {
      throw new IllegalArgumentException("decisions: expected a budget or costs");
    }
    if (alarm != null && alarm.amount() != null && alarm.amount() == 0 && budget == null) {
      throw GyreException.of(
          "%s 0 makes an alert of every point; expected more, or a budget with %s",
          Setting.COST_ALARM, Setting.REVIEW);
    }
    if (miss != null && fields(miss, alarm).isEmpty() && miss.amount() <= alarm.amount()) {
      throw GyreException.of(
          "%s %s %s %s makes no alert of any point: it costs as much to look at one as to miss it; expected a smaller cost of an alarm",
          Setting.COST_MISS, miss, Setting.COST_ALARM, alarm);
    }
  }

  /** Tells whether it is decided by costs. */
  public boolean hasCosts() {
    return miss != null;
  }

  /** Returns the paths of the fields that say a cost. */
  public List<String> fields() {
    return fields(miss, alarm);
  }

  private static List<String> fields(CaseCost miss, CaseCost alarm) {
    return Stream.of(miss, alarm)
        .filter(Objects::nonNull)
        .map(CaseCost::field)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Throws a {@link GyreException} if a cost is said by what is no field of the records. */
  public void requireFields(RecordSettings records) {
    for (String field : fields()) {
      if (!records.isField(field)) {
        throw GyreException.of(
            "%s, %s: found %s, which is the label, the id or the time, or left out by %s or %s; expected a number, or a field that is read",
            Setting.COST_MISS, Setting.COST_ALARM, field, Setting.FIELDS, Setting.IGNORE);
      }
    }
  }

  private static String named(CaseCost cost) {
    return cost.field() == null ? cost.toString() : "its " + PrintableText.of(cost.field());
  }

  /**
   * Returns sentences that tell a person what is decided how.
   *
   * @param ofAmounts whether labels are amounts, of which outliers are found
   */
  public List<String> lines(boolean ofAmounts) {
    List<String> lines = new ArrayList<>();
    if (miss != null) {
      String passes =
          "A positive that passes costs %s; an alert costs %s".formatted(named(miss), named(alarm));
      if (alarm.field() == null) {
        double stake = miss.field() == null ? miss.amount() : Math.max(1, 20 * alarm.amount());
        passes +=
            ": at %s one pays above p = %.3g"
                .formatted(Fields.numberText(stake), alarm.amount() / stake);
      }
      lines.add(passes + ".");
    }
    if (budget != null) {
      String what =
          ofAmounts
              ? "the most surprising labels outside of their interval of 99.9 %"
              : miss == null ? "those most suspicious" : "those that save most";
      lines.add(
          "Budget: %s of %s, %s. The threshold follows the last %s or so."
              .formatted(
                  budget,
                  budget.inPoints() ? "all points" : "the stream's time",
                  what,
                  budget.inPoints() ? "1,000" : "period"));
    }
    return lines;
  }
}
