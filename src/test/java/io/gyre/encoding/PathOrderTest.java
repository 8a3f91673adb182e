package io.gyre.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PathOrderTest {

  private static int compare(String a, String b) {
    return Integer.signum(PathOrder.INSTANCE.compare(a, b));
  }

  @Test
  void shouldSortSegmentBySegmentAndNumbersBySizeBeforeAllElse() {
    List<String> sorted =
        List.of(
            "2", "9", "10", "10.a", "007", "", "1a", "A", "a", "a.2", "a.10", "a.10.b", "a.",
            "a.1a", "a.b", "a.b.c", "a-b", "aa", "é");
    for (int seed = 0; seed < 20; seed++) {
      List<String> shuffled = new ArrayList<>(sorted);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(PathOrder.INSTANCE);
      assertThat(shuffled).isEqualTo(sorted);
    }
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.strings().withChars("019ab.-").ofMaxLength(6);
  }

  /** What is no order lets a sort throw, or give what depends on where it began. */
  @Property(tries = 2_000)
  void shouldBeATotalOrder(
      @ForAll("paths") String a, @ForAll("paths") String b, @ForAll("paths") String c) {
    assertThat(compare(a, b)).isEqualTo(-compare(b, a));
    assertThat(compare(a, b) == 0).isEqualTo(a.equals(b));
    if (compare(a, b) <= 0 && compare(b, c) <= 0) {
      assertThat(compare(a, c)).isLessThanOrEqualTo(0);
    }
  }
}
