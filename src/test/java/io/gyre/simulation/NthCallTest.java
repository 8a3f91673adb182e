package io.gyre.simulation;

import io.gyre.registry.RegistryFaults;
import io.gyre.simulation.Simulation.Fault;
import io.gyre.simulation.Simulation.Happening;
import io.gyre.simulation.Simulation.Schedule;
import io.gyre.topic.Topic;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of a run of 200 points the nth call of something fails, for n = 1, 2, 3 and so on. After it all
 * that comes out is there once, as a plain loop gives it.
 */
class NthCallTest {

  private static final int POINTS = 200;

  /** All those that are as many calls after the nth fail too, so that a few runs see each. */
  private static final int EVERY = 400;

  /** Each nth is tried with {@code -Dgyre.step=1}. */
  private static final int STEP = Integer.getInteger("gyre.step", 29);

  /** Versions are asked for meanwhile. */
  private static final List<Happening> SAVED =
      List.of(
          new Happening(60, Fault.VERSION),
          new Happening(120, Fault.VERSION),
          new Happening(180, Fault.VERSION));

  /** What may fail, by how its calls begin, and as what. */
  enum Failing {
    VERSIONS("send to " + Topic.VERSIONS.name(), Scene.LABELS, TimeoutException::new),
    PRODUCER("send", Scene.LABELS, TimeoutException::new),
    COMMIT("commit", Scene.LABELS, TimeoutException::new),
    CONSUMER("poll", Scene.LABELS, TimeoutException::new),
    GROUP("offsets", Scene.LABELS, TimeoutException::new),
    CLUSTER("look", Scene.LABELS, TimeoutException::new),
    STORE("put", Scene.LABELS, ProcessorStateException::new),
    CHANGELOG("restore", Scene.LABELS, ProcessorStateException::new),
    REGISTRY("registry", Scene.SCHEMAS, RegistryFaults::away);

    private final String call;
    private final Scene scene;
    private final Function<String, RuntimeException> as;

    Failing(String call, Scene scene, Function<String, RuntimeException> as) {
      this.call = call;
      this.scene = scene;
      this.as = as;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveAllOnceThoughTheNthCallFails(Failing failing) {
    for (int n = 1; n <= EVERY; n += STEP) {
      if (run(failing, n) < n) {
        return;
      }
    }
  }

  /** Returns how many calls there were. */
  private static int run(Failing failing, int n) {
    int[] calls = {0};
    Simulation run =
        new Simulation(new Schedule(failing.scene, 1, SAVED), POINTS, Scene.ONE_LEARNER);
    run.onCall(
        what -> {
          if (what.startsWith(failing.call) && (++calls[0] - n) % EVERY == 0) {
            throw failing.as.apply("made by the test: " + what);
          }
        });
    try {
      run.run();
    } catch (AssertionError e) {
      throw new AssertionError("call %d of %s, and each %dth".formatted(n, failing, EVERY), e);
    }
    return calls[0];
  }
}
