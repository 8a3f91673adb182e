package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gyre.learning.list.Kinds;
import io.gyre.learning.optimiser.Optimisers;
import io.gyre.learning.settings.SettingsJson;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code src/docs/settings.md} lists every kind, every setting with its default, and optimisers.
 */
class SettingsDocumentTest {

  private static final Path DOCUMENT = Path.of("src/docs/settings.md");

  static List<String> kinds() {
    return Kinds.names();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldListEverySettingWithItsDefault(String kind) throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    assertThat(lines.stream().anyMatch(line -> line.startsWith("| `" + kind + "` |")))
        .as("there is a row of the kind %s in %s", kind, DOCUMENT)
        .isTrue();
    for (RecordComponent field : SettingsJson.fields(Kinds.settings(kind))) {
      JsonProperty property = field.getAccessor().getAnnotation(JsonProperty.class);
      String expected = property == null ? "needed" : property.defaultValue();
      assertThat(lines.stream().anyMatch(line -> isRow(line, field.getName(), expected)))
          .as(
              "there is a row of %s in %s, with its default %s",
              field.getName(), DOCUMENT, expected)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void shouldListEveryOptimiser(String optimiser) throws IOException {
    assertThat(
            Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `optimiser` |")))
        .as("row optimiser of %s, with `%s`", DOCUMENT, optimiser)
        .singleElement()
        .asString()
        .contains("`" + optimiser + "`");
  }

  /** Whether a line is {@code | `field` | meaning | range | default | …}. */
  private static boolean isRow(String line, String field, String value) {
    String[] cells = line.split(" \\| ?");
    return cells.length > 3
        && cells[0].equals("| `" + field + "`")
        && List.of(cells[3].split("[ ;:`]+")).contains(value);
  }

  static List<String> optimisers() {
    return Optimisers.names();
  }
}
