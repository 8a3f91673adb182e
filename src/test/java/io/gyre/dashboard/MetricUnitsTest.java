package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page shows the same metrics in percent as the tables of the terminal. */
class MetricUnitsTest {

  private static final Path FORMAT = Path.of("src/main/resources/dashboard/js/format.js");
  private static final Pattern SHARES = Pattern.compile("const SHARES = new Set\\(\\[(.*)]\\)");
  private static final Pattern NAME = Pattern.compile("'([^']+)'");

  @Test
  void shouldShowEveryShareInPercent() throws IOException {
    Matcher list = SHARES.matcher(Files.readString(FORMAT));
    assertThat(list.find()).as("%s has a list SHARES", FORMAT).isTrue();
    List<String> shown = NAME.matcher(list.group(1)).results().map(name -> name.group(1)).toList();

    assertThat(shown)
        .as("SHARES in %s: the metrics that have Unit.SHARE in MetricRegistry", FORMAT)
        .containsExactlyInAnyOrderElementsOf(
            MetricRegistry.metrics().stream()
                .filter(metric -> metric.unit() == Metric.Unit.SHARE)
                .map(Metric::name)
                .toList());
  }
}
