package io.gyre.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.simulation.Simulation.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to instances and their cluster, all that comes out at the end is what a plain
 * loop gives. A failure prints its schedule, to become a test of its own below.
 */
class SimulationTest {

  /** The same ones each time, so that a change is to blame; others by the hour. */
  @Property(tries = 200, seed = "51", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void shouldGiveWhatAPlainLoopGives(@ForAll("schedules") Schedule schedule) {
    schedule.require();
  }

  @Provide
  Arbitrary<Schedule> schedules() {
    return Arbitraries.randomValue(Schedule::draw);
  }

  /** For {@code -Dgyre.minutes} (1), from {@code -Dgyre.seed} on. */
  @LongRunning
  @Test
  void shouldDoSoForHours() {
    long seed = Long.getLong("gyre.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("gyre.minutes", 1) * 60_000_000_000L;
    List<String> failed = new ArrayList<>();
    int schedules = 0;
    for (; System.nanoTime() < end && failed.size() < 10; schedules++) {
      try {
        Schedule.draw(new Random(seed + schedules)).require();
      } catch (AssertionError e) {
        failed.add(e.getMessage() + ": " + e.getCause());
      }
    }
    System.out.printf("%,d schedules from seed %d on%n", schedules, seed);
    assertThat(failed).isEmpty();
  }
}
