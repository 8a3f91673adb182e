package io.gyre.learning;

/** The settings of a kind of learner that learns amounts alone. */
public interface AmountSettings extends KindSettings {

  @Override
  default boolean learnsClasses() {
    return false;
  }

  @Override
  default boolean learnsAmounts() {
    return true;
  }
}
