package io.gyre.feed;

import static io.gyre.feed.SentRecords.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.LabelSeparator;
import io.gyre.file.Row;
import io.gyre.time.WindowSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeldLabelsTest {

  private static final LabelSeparator PLAIN = new LabelSeparator("y", "id", null);
  private static final LabelSeparator TIMED = new LabelSeparator("y", "id", "t");

  private final SentRecords sent = new SentRecords();

  private static HeldLabels held(
      LabelSeparator splitter,
      HeldLabels.Delay delay,
      LongUnaryOperator clock,
      boolean stamped,
      int most) {
    return new HeldLabels(splitter, delay, clock, stamped, WindowSettings.standard(), most);
  }

  private static HeldLabels ofRows(long rows) {
    return held(PLAIN, new HeldLabels.Delay(rows, false), null, false, HeldLabels.MOST);
  }

  private static HeldLabels of(Duration time, LongUnaryOperator clock) {
    return held(PLAIN, new HeldLabels.Delay(time.toMillis(), true), clock, false, HeldLabels.MOST);
  }

  /** In the rows' own times. */
  private static HeldLabels ofTenSeconds() {
    return held(TIMED, new HeldLabels.Delay(10_000, true), null, false, HeldLabels.MOST);
  }

  /** Sends rows that are 1 ms apart. */
  private void send(HeldLabels labels, int rows) throws InterruptedException {
    for (int i = 0; i < rows; i++) {
      labels.row(row("{\"x\":1,\"y\":" + i + "}"), 1_000 + i, sent);
    }
  }

  @Test
  void shouldSendALabelBehindTheRowThatComesSoManyLater() throws InterruptedException {
    HeldLabels labels = ofRows(2);

    labels.row(row("{\"id\":\"a\",\"y\":0}"), 50, sent);
    labels.row(row("{\"id\":\"b\",\"y\":null}"), 51, sent);
    assertThat(labels.summary(0, 0)).containsExactly("Labels held back and not sent: 1.");
    labels.row(row("{\"x\":5,\"y\":1}"), 52, sent);
    assertThat(labels.summary(0, 0)).containsExactly("Labels held back and not sent: 1.");
    labels.end(sent);

    assertThat(labels.summary(0, 0)).isEmpty();
    assertThat(sent.taken())
        .containsExactly(
            "P a {\"id\":\"a\",\"y\":null} @50",
            "P b {\"id\":\"b\",\"y\":null} @51",
            "P row-3 {\"id\":\"row-3\",\"x\":5,\"y\":null} @52",
            "L a {\"id\":\"a\",\"y\":0} @52",
            "L row-3 {\"id\":\"row-3\",\"y\":1} @52");
  }

  @Test
  void shouldSendALabelAtOnceWithoutADelay() throws InterruptedException {
    send(ofRows(0), 2);

    assertThat(sent.order()).isEqualTo("P1 L1 P2 L2");
  }

  @Test
  void shouldHoldAllLabelsToTheEndOfAShortFile() throws InterruptedException {
    HeldLabels labels = ofRows(5_000);

    send(labels, 3);
    assertThat(sent.order()).isEqualTo("P1 P2 P3");
    labels.end(sent);
    assertThat(sent.order()).isEqualTo("L1 L2 L3");
  }

  @Test
  void shouldCountADurationAtTheRowsTimestamps() throws InterruptedException {
    send(of(Duration.ofMillis(2), null), 4);

    assertThat(sent.order()).isEqualTo("P1 P2 P3 L1 P4 L2");
  }

  @Test
  void shouldCountADurationOnTheClockOfTheRateWhateverTheTimestamps() throws InterruptedException {
    // 100 rows a second: 20 ms are 2 rows, though the timestamps are 1 ms apart.
    send(of(Duration.ofMillis(20), i -> i * 10), 4);

    assertThat(sent.order()).isEqualTo("P1 P2 P3 L1 P4 L2");
  }

  @Test
  void shouldCountADurationInTheRowsOwnTimesWhichNeverGoBack() throws InterruptedException {
    HeldLabels labels = ofTenSeconds();

    for (String time : List.of("100", "105", "101", "?", "114", "115", "400")) {
      labels.row(row("{\"t\":\"" + time + "\",\"y\":1}"), 0, sent);
    }

    assertThat(sent.order()).isEqualTo("P1 P2 P3 P4 P5 L1 P6 L2 L3 L4 P7 L5 L6");
  }

  @Test
  void shouldHoldALabelOfATimeThatGoesBackAsLongAsAnyOther() throws InterruptedException {
    HeldLabels labels = ofTenSeconds();

    labels.row(row("{\"t\":\"200\"}"), 0, sent);
    labels.row(row("{\"t\":\"100\",\"y\":1}"), 0, sent);
    labels.row(row("{\"t\":\"209\"}"), 0, sent);
    assertThat(sent.order()).isEqualTo("Pnull P2 Pnull");
    labels.row(row("{\"t\":\"210\"}"), 0, sent);
    assertThat(sent.order()).isEqualTo("Pnull L2");
  }

  private static Row timed(String time) {
    return row("{\"t\":\"" + time + "\",\"y\":1}");
  }

  @Test
  void shouldNotBelieveOneTimeThatIsFarAhead() throws InterruptedException {
    HeldLabels labels = ofTenSeconds();

    for (String time : List.of("100", "4000000000", "105", "110", "4000000001")) {
      labels.row(timed(time), 0, sent);
    }

    assertThat(sent.order()).isEqualTo("P1 P2 P3 P4 L1 L2 P5");
  }

  @Test
  void shouldBelieveTheTimesThatTheLearnersBelieve() throws InterruptedException {
    List<String> times = List.of("100", "5000", "105");
    WindowSettings wide = new WindowSettings(1_000, 0, 10_000_000);
    WindowSettings narrow = new WindowSettings(1_000, 0, 1_000);

    assertThat(order(wide, times)).isEqualTo("P1 P2 L1 P3");
    assertThat(order(narrow, times)).isEqualTo("P1 P2 P3");
  }

  private static String order(WindowSettings windowing, List<String> times)
      throws InterruptedException {
    SentRecords sent = new SentRecords();
    HeldLabels.Delay delay = new HeldLabels.Delay(10_000, true);
    HeldLabels labels = new HeldLabels(TIMED, delay, null, false, windowing, HeldLabels.MOST);
    for (String time : times) {
      labels.row(timed(time), 0, sent);
    }
    return sent.order();
  }

  @Test
  void shouldSendAtOnceWhatWasDueByATimeThatFellBack() throws InterruptedException {
    HeldLabels labels = ofTenSeconds();

    labels.row(timed("4000000000"), 0, sent);
    labels.row(timed("100"), 0, sent);

    assertThat(sent.order()).isEqualTo("P1 P2 L1");
  }

  @Test
  void shouldStampLabelsWithTheRowsOwnTimeUnlessThatIsLaterThanTheirTimestamps()
      throws InterruptedException {
    HeldLabels labels = held(TIMED, new HeldLabels.Delay(1, false), null, true, HeldLabels.MOST);

    labels.row(timed("?"), 3_000_000, sent);
    labels.row(timed("?"), 3_000_001, sent);
    labels.row(timed("100"), 3_000_002, sent);
    labels.row(timed("3600"), 3_000_003, sent);

    assertThat(sent.lines.stream().filter(line -> line.startsWith("L")))
        .extracting(line -> line.replaceAll(".*@", ""))
        .containsExactly("3000001", "100000", "3000003");
  }

  @Test
  void shouldSendTheRestAfterTheLastRow() throws InterruptedException {
    HeldLabels labels = of(Duration.ofMillis(2), null);

    send(labels, 3);
    labels.end(sent);

    assertThat(sent.order()).isEqualTo("P1 P2 P3 L1 L2 L3");
  }

  @Test
  void shouldSendTheOldestEarlyWhenTooManyAreHeld() throws InterruptedException {
    HeldLabels labels = held(PLAIN, new HeldLabels.Delay(100, false), null, false, 2);

    send(labels, 4);

    assertThat(sent.order()).isEqualTo("P1 P2 P3 L1 P4 L2");
    assertThat(labels.summary(0, 0))
        .containsExactly(
            "Labels held back and not sent: 2.",
            "Labels sent before their time, because too many were held: 2.");
  }

  @Property(tries = 200)
  void shouldSendEveryLabelOnceInTheOrderOfTheRows(
      @ForAll @IntRange(max = 60) int rows, @ForAll @IntRange(max = 70) int delay)
      throws InterruptedException {
    SentRecords all = new SentRecords();
    HeldLabels labels = ofRows(delay);
    for (int i = 0; i < rows; i++) {
      labels.row(row("{\"x\":1,\"y\":1}"), i, all);
    }
    labels.end(all);

    List<String> order = rows == 0 ? List.of() : Arrays.asList(all.order().split(" "));
    assertThat(order).hasSize(2 * rows);
    for (int i = 1; i <= rows; i++) {
      int at = order.indexOf("L" + i);
      int behind = Math.min(i + delay, rows);
      assertThat(order.subList(0, at).stream().filter(o -> o.startsWith("P"))).hasSize(behind);
      assertThat(order.subList(0, at).stream().filter(o -> o.startsWith("L"))).hasSize(i - 1);
    }
  }
}
