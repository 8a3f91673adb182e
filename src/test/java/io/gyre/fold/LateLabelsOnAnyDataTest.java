package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.WindowSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Points and labels in any order, with any faults, within any bounds: neither restarts, nor crashes
 * with another run over the same records, nor questions in between change a bit of what is learned,
 * waits, or is counted. {@code -Dgyre.folds=500} tries so many.
 */
class LateLabelsOnAnyDataTest {

  private static final int FOLDS = Integer.getInteger("gyre.folds", 12);

  /** A record of the topic of points, or one of the topic of labels. */
  private record Sent(Point point, String id, Label label, long time) {}

  private Random random;
  private final List<String> members = new ArrayList<>();
  private final List<Sent> log = new ArrayList<>();
  private WindowSettings windowing;
  private LateLabels bounds;

  private static LateLabelsOnAnyDataTest draw(int seed) {
    LateLabelsOnAnyDataTest drawn = new LateLabelsOnAnyDataTest();
    drawn.draw(new Random(seed));
    return drawn;
  }

  private void draw(Random seeded) {
    random = seeded;
    random.nextInt();
    windowing = new WindowSettings(50, 0, 1_000, random.nextBoolean());
    bounds =
        new LateLabels(
            random.nextBoolean() ? 400 : 1_000_000,
            random.nextBoolean() ? 20 : 10_000,
            random.nextBoolean() ? 12_000 : 1 << 30);
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String[] all = FoldOnAnyDataTest.MEMBERS;
      members.add("\"name\":\"m%d\",%s".formatted(i, all[random.nextInt(all.length)]));
    }
    drawLog(100 + random.nextInt(400));
  }

  /**
   * Labels lie up to 60 records before or behind their points; some are doubled, lost, or wrong.
   */
  private void drawLog(int points) {
    AnyRecords records = new AnyRecords(random.nextInt());
    List<List<Sent>> slots = new ArrayList<>();
    for (int i = 0; i < points + 61; i++) {
      slots.add(new ArrayList<>());
    }
    long time = 1_000_000;
    for (int i = 0; i < points; i++) {
      time += random.nextInt(6);
      long shown = random.nextInt(15) == 0 ? time + random.nextInt(3_000) - 1_000 : time;
      // An id comes again now and then.
      String id = "p-" + (random.nextInt(20) == 0 ? random.nextInt(points) : i);
      boolean repeated = random.nextInt(12) == 0;
      Label label = Label.of(random.nextInt(1 + Math.min(4, i / 30)));
      boolean inline = random.nextInt(5) == 0;
      Fields fields = AnyRecords.fields(records.next());
      slots.get(i).add(sent(id, fields, inline ? label : null, shown, repeated));
      for (int n = inline ? random.nextInt(8) / 7 : labels(); n > 0; n--) {
        int slot = Math.max(0, i + random.nextInt(80) - 20);
        if (slot < slots.size()) {
          Label other = random.nextInt(10) == 0 ? Label.of(random.nextInt(3)) : label;
          slots.get(slot).add(labelOf(id, other, fields, time, repeated));
        }
      }
    }
    slots.forEach(log::addAll);
  }

  private int labels() {
    int one = random.nextInt(10);
    return one == 0 ? 0 : one == 1 ? 2 : 1;
  }

  private Sent labelOf(String id, Label label, Fields fields, long time, boolean repeated) {
    return switch (random.nextInt(3)) {
      case 0 -> new Sent(null, id, label, time);
      case 1 -> sent(id, Fields.NONE, label, time, repeated);
      default -> sent(id, fields, label, time, repeated);
    };
  }

  private static Sent sent(String id, Fields fields, Label label, long time, boolean repeated) {
    Point point = new Point(id, fields, label, Point.NO_TIME);
    return new Sent(repeated ? point.asRepeated() : point, id, label, time);
  }

  private FoldSettings settings(List<String> some) {
    List<String> list = new ArrayList<>(some);
    list.add("\"name\":\"blend\",\"kind\":\"blend\"");
    list.add(
        1 + random.nextInt(list.size() - 1),
        "\"name\":\"fast\",\"kind\":\"blend\",\"trustRate\":9");
    List<LearnerSettings> learners = Loop.learners(list.toArray(String[]::new));
    return new FoldSettings(learners, windowing).with(bounds);
  }

  /** One way through the log. */
  private final class Way {

    private final Random disturbance;
    private final List<String> said = new ArrayList<>();
    private LateLoop loop;
    private int next;

    Way(FoldSettings settings, Random disturbance) {
      this.disturbance = disturbance;
      loop = new LateLoop(settings);
    }

    void run(int to) {
      while (next < to) {
        if (disturbance != null && disturbance.nextInt(12) == 0) {
          loop = loop.cut();
        }
        if (disturbance != null && disturbance.nextInt(25) == 0) {
          crash(to);
        }
        if (disturbance != null && disturbance.nextInt(5) == 0 && log.get(next).point != null) {
          loop.fold.ask(log.get(next).point);
        }
        said.add(send(loop, log.get(next++)));
      }
    }

    /** Goes on for a while, and then again from what was saved before. */
    private void crash(int to) {
      LateLoop doomed = loop;
      loop = loop.cut();
      for (int i = next; i < Math.min(to, next + disturbance.nextInt(30)); i++) {
        send(doomed, log.get(i));
      }
    }

    private static String send(LateLoop loop, Sent record) {
      try {
        if (record.point == null) {
          loop.label(record.id, record.label, record.time);
          return "label, scored: " + loop.fold.scored();
        }
        boolean isPoint = loop.send(record.point, record.time);
        String outcome = isPoint + ", scored: " + loop.fold.scored();
        for (int i = 0; isPoint && i < loop.settings.learners().size(); i++) {
          for (double p : loop.fold.answer(i).all()) {
            outcome += " " + Double.toHexString(p);
          }
        }
        return outcome;
      } catch (InvalidPointException e) {
        return e.getMessage();
      }
    }

    List<String> digests() {
      List<String> digests = new ArrayList<>();
      for (int i = 0; i < loop.settings.learners().size(); i++) {
        digests.add(loop.digest(i));
      }
      return digests;
    }
  }

  @Test
  void shouldNotBeChangedByRestartsAndCrashes() {
    LateLabelCounts sum = null;
    for (int seed = 0; seed < FOLDS; seed++) {
      LateLabelCounts counts = draw(seed).assertDisturbanceChangesNothing();
      sum = sum == null ? counts : plus(sum, counts);
    }
    // All that can happen did.
    assertThat(sum.matched()).isGreaterThan(sum.before());
    assertThat(
            List.of(
                sum.before(),
                sum.repeated(),
                sum.corrections(),
                sum.sameId(),
                sum.expired(),
                sum.evicted(),
                sum.unmatched()))
        .allMatch(count -> count > 5);
  }

  private static LateLabelCounts plus(LateLabelCounts a, LateLabelCounts b) {
    return new LateLabelCounts(
        0,
        0,
        0,
        0,
        a.matched() + b.matched(),
        a.before() + b.before(),
        a.repeated() + b.repeated(),
        a.corrections() + b.corrections(),
        a.sameId() + b.sameId(),
        a.expired() + b.expired(),
        a.evicted() + b.evicted(),
        a.unmatched() + b.unmatched(),
        null,
        null,
        null);
  }

  private LateLabelCounts assertDisturbanceChangesNothing() {
    FoldSettings settings = settings(members);
    Way straight = new Way(settings, null);
    Way disturbed = new Way(settings, new Random(random.nextInt()));
    straight.run(log.size() / 2);
    disturbed.run(log.size() / 2);
    // Some learners leave or change places, and another one comes, while points wait.
    List<String> others = new ArrayList<>(members);
    Collections.shuffle(others, random);
    List<String> some = new ArrayList<>(others.subList(0, 1 + others.size() / 2));
    some.add("\"name\":\"new\",\"kind\":\"label-chain\"");
    FoldSettings changed = settings(some);
    straight.loop = straight.loop.cut(changed);
    disturbed.loop = disturbed.loop.cut(changed);
    straight.run(log.size());
    disturbed.run(log.size());

    for (int i = 0; i < log.size(); i++) {
      assertThat(disturbed.said.get(i)).as("record %d", i).isEqualTo(straight.said.get(i));
    }
    assertThat(disturbed.digests()).isEqualTo(straight.digests());
    assertThat(disturbed.loop.counts()).isEqualTo(straight.loop.counts());
    assertThat(disturbed.loop.sumOfAll()).isEqualTo(straight.loop.counts().waitingDigest());
    return straight.loop.counts();
  }

  /** The same points, and each label so many points later: what waits in memory says the same. */
  @Test
  void shouldLearnWhatIsLearnedOfPointsThatWaitInMemory() throws InvalidPointException {
    for (int seed = 0; seed < FOLDS; seed++) {
      LateLabelsOnAnyDataTest any = draw(seed);
      any.assertSameAsInMemory(seed, 1 + 7 * seed);
    }
  }

  private void assertSameAsInMemory(int seed, int delay) throws InvalidPointException {
    FoldSettings settings = settings(members);
    LateLoop late = new LateLoop(settings.with(LateLabels.standard()));
    Loop inMemory = new Loop(settings.with((LateLabels) null));
    ArrayDeque<WaitingPoint> waiting = new ArrayDeque<>();
    AnyRecords records = new AnyRecords(random.nextInt());
    long time = 1_000_000;
    for (int i = 0; i < 300; i++) {
      time += random.nextInt(6);
      Label label = Label.of(random.nextInt(1 + Math.min(4, i / 30)));
      Point drawn = new Point("p-" + i, AnyRecords.fields(records.next()), label, Point.NO_TIME);
      Point point = random.nextInt(8) == 0 ? drawn.asRepeated() : drawn;
      waiting.add(inMemory.fold.await(point, inMemory.fold.timeOf(point, time), window -> {}));
      late.send(point.withoutLabel(), time);
      if (waiting.size() > delay) {
        Point oldest = waiting.peek().point();
        inMemory.fold.check(oldest);
        inMemory.fold.label(waiting.remove());
        late.send(oldest, time);
      }
      late = random.nextInt(20) == 0 ? late.cut() : late;
    }
    for (int learner = 0; learner < settings.learners().size(); learner++) {
      assertThat(late.digest(learner))
          .as("seed %d, %s", seed, settings.learners().get(learner).name())
          .isEqualTo(inMemory.digest(learner));
    }
  }
}
