package io.gyre.feed;

import static io.gyre.feed.SentRecords.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import org.junit.jupiter.api.Test;

class LateLabelRowsTest {

  private static final String A = "{\"id\":1,\"x\":5,\"y\":null}";
  private static final String A_LABELLED = "{\"id\":\"1\",\"x\":5,\"y\":\"no\"}";
  private static final String B_LABELLED = "{\"id\":2,\"x\":6,\"y\":\"yes\"}";
  private static final String WITHOUT_ID = "{\"x\":7,\"y\":\"yes\"}";

  private final SentRecords sent = new SentRecords();

  private void send(LateLabelRows labels, String... rows) throws InterruptedException {
    long time = 10;
    for (String row : rows) {
      labels.row(row(row), time++, sent);
    }
  }

  @Test
  void shouldSendTheSecondRowOfAnIdAsItsLabelAlone() throws InterruptedException {
    LateLabelRows labels = new LateLabelRows("y", "id", true, LateLabelRows.MOST);

    send(labels, A, B_LABELLED, WITHOUT_ID, A_LABELLED);

    assertThat(sent.taken())
        .containsExactly(
            "P 1 " + A + " @10",
            "P 2 " + B_LABELLED + " @11",
            "P null " + WITHOUT_ID + " @12",
            "L 1 {\"id\":\"1\",\"y\":\"no\"} @13");
    assertThat(labels.summary(3, 1)).isEmpty();
  }

  @Test
  void shouldSendBothRowsAsTheyAreWithOneKey() throws InterruptedException {
    LateLabelRows labels = new LateLabelRows("y", "id", false, LateLabelRows.MOST);

    send(labels, A, A_LABELLED);

    assertThat(sent.taken()).containsExactly("P 1 " + A + " @10", "L 1 " + A_LABELLED + " @11");
  }

  @Test
  void shouldTakeAThirdRowForAPointAndARepeatedOneForThatToo() throws InterruptedException {
    LateLabelRows labels = new LateLabelRows("y", "id", true, LateLabelRows.MOST);

    send(labels, A, A, A_LABELLED, A_LABELLED);

    assertThat(sent.order()).isEqualTo("P1 P1 L1 P1");
  }

  @Test
  void shouldForgetTheOldestWhenTooManyWait() throws InterruptedException {
    LateLabelRows labels = new LateLabelRows("y", "id", true, 2);

    send(labels, "{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
    assertThat(labels.summary(3, 0))
        .containsExactly(
            "Still without a label: 2.",
            "Forgotten, because too many ids waited: 1. Their labels went as points.",
            "No label has the id of a row before it in \"id\": is that the id, and do labels come late?");
    send(labels, "{\"id\":1,\"y\":0}", "{\"id\":2,\"y\":0}", "{\"id\":3,\"y\":0}");

    assertThat(sent.order()).isEqualTo("P1 P2 P3 P1 L2 L3");
  }

  @Test
  void shouldRefuseAFileWhoseFirstRowHasNoId() throws InterruptedException {
    LateLabelRows labels = new LateLabelRows("y", "id", true, LateLabelRows.MOST);

    assertThatThrownBy(() -> send(labels, WITHOUT_ID))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("Say with --id");
  }
}
