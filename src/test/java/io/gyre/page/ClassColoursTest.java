package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The colours of points of the first eight classes differ for everyone, in light and dark.
 *
 * <p>What a person without one kind of cone sees is simulated by the matrices of Machado, Oliveira
 * and Fernandes (2009, severity 1) on linear RGB, and differences are Euclidean in OKLab (Ottosson
 * 2020), whose lightness goes from 0 to 1. The least difference in Okabe and Ito's palette is
 * 0.076.
 */
class ClassColoursTest {

  private static final Path STYLE = Path.of("src/main/resources/page/style.css");
  private static final int CLASSES = 8;
  private static final double LEAST = 0.1;

  private static final Map<String, double[][]> EYES =
      Map.of(
          "all cones",
          new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          "protanopia",
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          "deuteranopia",
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          "tritanopia",
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });

  private static final double[][] TO_CONES = {
    {0.4122214708, 0.5363325363, 0.0514459929},
    {0.2119034982, 0.6806995451, 0.1073969566},
    {0.0883024619, 0.2817188376, 0.6299787005}
  };

  private static final double[][] TO_LAB = {
    {0.2104542553, 0.7936177850, -0.0040720468},
    {1.9779984951, -2.4285922050, 0.4505937099},
    {0.0259040371, 0.7827717662, -0.8086757660}
  };

  /** The style sheet names the light colours first, then the dark ones. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldBeToldApartByTheColourBlind(int scheme) throws Exception {
    String style = Files.readString(STYLE);

    EYES.forEach(
        (eye, matrix) -> {
          for (int a = 0; a < CLASSES; a++) {
            for (int b = 0; b < a; b++) {
              double[] one = seen(matrix, colour(style, a, scheme));
              double[] other = seen(matrix, colour(style, b, scheme));
              double distance =
                  Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
              assertThat(distance).as("classes %d and %d, %s", a, b, eye).isGreaterThan(LEAST);
            }
          }
        });
  }

  private static String colour(String style, int number, int scheme) {
    List<MatchResult> found =
        Pattern.compile("--class-" + number + ": #([0-9a-f]{6});")
            .matcher(style)
            .results()
            .toList();
    assertThat(found).hasSize(2);
    return found.get(scheme).group(1);
  }

  private static double[] seen(double[][] eye, String colour) {
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
      linear[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
    double[] rgb = product(eye, linear);
    for (int i = 0; i < 3; i++) {
      rgb[i] = Math.max(0, Math.min(1, rgb[i]));
    }
    double[] cones = product(TO_CONES, rgb);
    for (int i = 0; i < 3; i++) {
      cones[i] = Math.cbrt(cones[i]);
    }
    return product(TO_LAB, cones);
  }

  private static double[] product(double[][] matrix, double[] x) {
    double[] y = new double[3];
    for (int i = 0; i < 3; i++) {
      y[i] = matrix[i][0] * x[0] + matrix[i][1] * x[1] + matrix[i][2] * x[2];
    }
    return y;
  }
}
