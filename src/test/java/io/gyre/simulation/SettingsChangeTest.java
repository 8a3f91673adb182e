package io.gyre.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.simulation.Simulation.Fault;
import io.gyre.simulation.Simulation.Happening;
import io.gyre.simulation.Simulation.Schedule;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Whatever is changed at a restart, with points that wait, a snapshot and a tail behind it: the
 * application goes on as the plain loop does that changes there, and what the change cannot touch
 * is what it was; or it is refused in a sentence before anything was written, and goes on with the
 * settings of before. Never does it end at each start.
 */
class SettingsChangeTest {

  private static final int POINTS = 260;

  /** The pairs of settings that each build tries. */
  private static final int PAIRS = 500;

  /** Most with points that wait. */
  private static final List<Scene> SCENES =
      List.of(
          Scene.DIRECT,
          Scene.PER_PARTITION,
          Scene.MERGED,
          Scene.SCHEMAS,
          Scene.LATE,
          Scene.LATE,
          Scene.LATE,
          Scene.LATE,
          Scene.LABELS,
          Scene.LABELS);

  private final Map<String, Integer> refused = new TreeMap<>();
  private int wentOn;

  /** The same ones each time, so that a change of the code is to blame; others by the hour. */
  @Test
  void shouldGoOnWithOtherSettingsOrSayWhyNot() {
    List<String> failed = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      attempt(78_000 + pair, failed);
    }
    tell(PAIRS);
    assertThat(failed).isEmpty();
    assertThat(wentOn).isGreaterThan(PAIRS / 2);
  }

  /** For {@code -Dgyre.minutes} (1), from {@code -Dgyre.seed} on. */
  @LongRunning
  @Test
  void shouldDoSoForHours() {
    long seed = Long.getLong("gyre.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("gyre.minutes", 1) * 60_000_000_000L;
    List<String> failed = new ArrayList<>();
    int pairs = 0;
    for (; System.nanoTime() < end && failed.size() < 20; pairs++) {
      attempt(seed + pairs, failed);
    }
    System.out.println("from seed " + seed + " on:");
    tell(pairs);
    assertThat(failed).isEmpty();
  }

  private void tell(int pairs) {
    System.out.printf("%,d pairs of settings: %,d went on, refused:%n", pairs, wentOn);
    refused.forEach((why, times) -> System.out.printf("  %,d × %s%n", times, why));
  }

  private void attempt(long seed, List<String> failed) {
    Random random = new Random(seed);
    Scene scene = SCENES.get(random.nextInt(SCENES.size()));
    DrawnSettings drawn = new DrawnSettings(scene, random.nextBoolean(), random);
    boolean ofAmounts = drawn.ofAmounts();
    ApplicationSettings first = drawn.settings();
    drawn.changeSome();
    String what =
        "seed %d, %s of %s: %s"
            .formatted(seed, scene, ofAmounts ? "amounts" : "classes", drawn.changes);
    GyreException invalid = drawn.refusal();
    if (invalid != null) {
      note(invalid);
      return;
    }
    try {
      run(scene, ofAmounts, random, first, drawn.settings());
    } catch (RuntimeException | AssertionError e) {
      String said = what + ": " + e + cause(e);
      failed.add(said);
      System.out.println(said.substring(0, Math.min(900, said.length())));
    }
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    StackTraceElement[] trace = root.getStackTrace();
    return root == e ? "" : "\n  by " + root + "\n  at " + (trace.length > 0 ? trace[0] : "");
  }

  private void note(GyreException why) {
    assertThat(why.getMessage()).isNotBlank();
    refused.merge(why.getMessage().replaceAll("\\d+", "N"), 1, Integer::sum);
  }

  private void run(
      Scene scene,
      boolean ofAmounts,
      Random random,
      ApplicationSettings first,
      ApplicationSettings second) {
    int at = Schedule.STEPS * 3 / 4 + random.nextInt(Schedule.STEPS / 4);
    List<Happening> happenings = new ArrayList<>();
    if (random.nextInt(8) == 0) {
      happenings.add(new Happening(at, Fault.GROW)); // ends all, and changes them
    }
    happenings.add(new Happening(at, Fault.CHANGE));
    Simulation simulation =
        new Simulation(
            new Schedule(scene, random.nextLong(), happenings, ofAmounts),
            drawn -> timed(scene.records(drawn, POINTS, ofAmounts)),
            0,
            variant -> variant == 0 ? first : second);
    String[] written = {null};
    boolean[] isRefused = {false};
    simulation.replicates = false;
    simulation.changed = () -> written[0] = written(simulation);
    simulation.refusals =
        instance -> {
          if (!simulation.isChanged() || !(instance.failure instanceof GyreException why)) {
            return false;
          }
          assertThat(written(simulation))
              .as("written before " + why.getMessage())
              .isEqualTo(written[0]);
          note(why);
          isRefused[0] = true;
          simulation.setBack();
          return true;
        };
    simulation.run();
    wentOn += isRefused[0] ? 0 : 1;
  }

  /** All that an application may have written but the journal, whose records are as they came. */
  private static String written(Simulation simulation) {
    Map<TopicPartition, Long> ends = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    List<String> topics = new ArrayList<>(simulation.instances.get(0).settings.changelogs());
    Topic.outputs().forEach(output -> topics.add(output.name()));
    topics.forEach(
        topic ->
            simulation
                .cluster
                .logs(topic)
                .forEach(log -> ends.put(log.partition, (long) log.visible().size())));
    ends.values().removeIf(end -> end == 0); // a topic that has grown
    return ends.toString();
  }

  /** Each point says when it was, too. */
  private static List<Scene.Made> timed(List<Scene.Made> records) {
    List<Scene.Made> timed = new ArrayList<>();
    long at = 1_700_000_000_000L;
    for (Scene.Made each : records) {
      at += 25;
      timed.add(new Scene.Made(each.topic(), Scene.withTime(each.value(), at)));
    }
    return timed;
  }
}
