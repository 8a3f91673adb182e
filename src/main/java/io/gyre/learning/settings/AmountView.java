package io.gyre.learning.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a learner sees labels that are amounts; left out where it is false, as it is for classes.
 *
 * @param labels whether the last two labels that are known are among the numbers that it sees
 * @param asinh whether it learns the curve of the amounts and not the amounts themselves: see
 *     {@link io.gyre.learning.memory.AmountScale}
 */
public record AmountView(
    @FixedOnceTrained
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @JsonProperty(defaultValue = "false")
        boolean labels,
    @FixedOnceTrained
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @JsonProperty(defaultValue = "false")
        boolean asinh) {

  /** Sees neither labels nor the curve. */
  public static final AmountView PLAIN = new AmountView(false, false);
}
