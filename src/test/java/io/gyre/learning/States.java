package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Takes state apart and puts it together again, as a store does. */
public final class States {

  private States() {}

  /** What every part that is present writes, by its name. */
  public static Map<String, byte[]> of(List<StatePart> parts) {
    Map<String, byte[]> content = new LinkedHashMap<>();
    for (StatePart part : parts) {
      if (part.present()) {
        StateWriter out = new StateWriter();
        part.write(out);
        assertThat(content.put(part.name, out.toBytes())).as("a second %s", part.name).isNull();
      }
    }
    return content;
  }

  /** Fills parts from what others wrote, in their order. */
  public static void restore(Map<String, byte[]> content, List<StatePart> parts) {
    for (StatePart part : parts) {
      if (part.present()) {
        StateReader in = new StateReader(ByteBuffer.wrap(content.get(part.name)));
        part.read(in, part.version);
        assertThat(in.remaining()).as("left of %s", part.name).isZero();
      }
    }
  }

  /** As {@link #restore}, of parts of which the first says how the others lie. */
  public static void restoreInTurn(Map<String, byte[]> content, Supplier<List<StatePart>> parts) {
    restore(content, parts.get().subList(0, 1));
    restore(content, parts.get().subList(1, parts.get().size()));
  }

  /** Asserts that a store refuses such a content of a part: also one that is too long. */
  public static void assertDamaged(StatePart part, byte[] content) {
    byte[] block = Blocks.cut(part.version, content).get(0);
    assertThatThrownBy(() -> new StoredPart("", part).read(block, "a store"))
        .as("%s of %d bytes", part.name, content.length)
        .isInstanceOf(DamagedStateException.class);
  }

  /** Asserts that each part that a change writes otherwise says that it has changed. */
  public static void assertTold(Supplier<List<StatePart>> parts, Runnable change) {
    Map<String, byte[]> before = of(parts.get());
    Map<String, Long> changes = new HashMap<>();
    parts.get().forEach(part -> changes.put(part.name, part.changes()));
    change.run();
    Map<String, byte[]> after = of(parts.get());
    for (StatePart part : parts.get()) {
      assertThat(
              part.changes() == changes.get(part.name)
                  && !Arrays.equals(after.get(part.name), before.get(part.name)))
          .as("%s changed, and did not say so", part.name)
          .isFalse();
    }
  }

  /** Asserts that two states are the same, bit for bit. */
  public static void assertSame(List<StatePart> found, List<StatePart> expected) {
    assertSame(found, of(expected));
  }

  public static void assertSame(List<StatePart> found, Map<String, byte[]> expected) {
    Map<String, byte[]> content = of(found);
    assertThat(content.keySet()).isEqualTo(expected.keySet());
    for (Map.Entry<String, byte[]> part : expected.entrySet()) {
      assertThat(Arrays.equals(content.get(part.getKey()), part.getValue()))
          .as("%s is the same", part.getKey())
          .isTrue();
    }
  }
}
