package io.gyre.page.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecentConfusionTest {

  private final RecentConfusion confusion = new RecentConfusion();

  @Test
  void shouldBeAllThereIsWhileThatIsLittle() {
    confusion.now(1, List.of(List.of(10, 2), List.of(3, 900)));

    assertThat(confusion.recent().n()).isEqualTo(915);
    assertThat(confusion.recent().since()).isZero();
    assertThat(confusion.recent().confusion()).isDeepEqualTo(new long[][] {{10, 2}, {3, 900}});
  }

  /** 30 labels a window: right at first, wrong from the 100th window on. */
  @Test
  void shouldBeTheLastThousandLabelsOrSomeMore() {
    for (int window = 1; window <= 140; window++) {
      int right = 30 * Math.min(window, 100);
      confusion.now(window, List.of(List.of(right, 30 * window - right), List.of(0, 0)));
    }

    RecentConfusion.Recent recent = confusion.recent();

    assertThat(recent.n()).isBetween(1_000L, 1_120L);
    assertThat(recent.confusion()[0]).containsExactly(0, recent.n());
  }

  @Test
  void shouldGiveAClassThatHasJustAppearedNoPast() {
    confusion.now(1, List.of(List.of(5_000)));
    confusion.now(2, List.of(List.of(6_000, 0), List.of(7, 3)));

    assertThat(confusion.recent().confusion()).isDeepEqualTo(new long[][] {{1_000, 0}, {7, 3}});
  }

  @Test
  void shouldSayNothingWhereNothingFromBeforeIsKnown() {
    assertThat(confusion.recent()).isNull();
    confusion.now(1, List.of(List.of(5_000)));
    assertThat(confusion.recent()).isNull();
    confusion.now(2, List.of(List.of(6_500)));
    assertThat(confusion.recent().n()).isEqualTo(1_500);
  }

  /** A page may know how a learner stands before it has read its reports. */
  @Test
  void shouldTakeThePastAlsoWhenThatComesLater() {
    confusion.now(9, List.of(List.of(6_500)));
    for (int window = 1; window <= 8; window++) {
      confusion.past(window, List.of(List.of(800 * window)));
    }

    assertThat(confusion.recent().n()).isEqualTo(6_500 - 4_800);
    assertThat(confusion.recent().since()).isEqualTo(6);
  }

  @Test
  void shouldForgetTheOneBeforeWhenALearnerIsStartedAnew() {
    confusion.now(1, List.of(List.of(5_000)));
    confusion.now(2, List.of(List.of(6_500)));
    confusion.now(3, List.of(List.of(40)));

    assertThat(confusion.recent().n()).isEqualTo(40);
  }

  /** 10,000 numbers that anyone may write would otherwise be a table of 800 MB. */
  @Test
  void shouldTakeNoTableThatIsTooLargeOrShrinks() {
    confusion.now(1, java.util.Collections.nCopies(10_000, 0));
    assertThat(confusion.recent()).isNull();
    confusion.now(2, List.of(List.of(2_000, 0), List.of(0, 0)));
    confusion.now(3, List.of(List.of(3_500)));
    assertThat(confusion.recent()).isNull();
  }

  @Test
  void shouldTakeNothingFromATableThatIsNone() {
    confusion.now(1, List.of(List.of(5, 1), List.of("x")));
    assertThat(confusion.recent()).isNull();
    confusion.now(2, null);
    assertThat(confusion.recent()).isNull();
  }
}
