package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseCodecTest {

  private static byte[] bytes(double... numbers) {
    StateWriter out = new StateWriter();
    SparseCodec.write(numbers, out);
    return out.toBytes();
  }

  private static double[] read(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return SparseCodec.read(new StateReader(ByteBuffer.wrap(all)));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        1,
        126,
        127,
        128,
        16_382,
        16_383,
        0.5,
        1.5,
        1e15,
        0x1p53 - 1,
        0x1p53,
        1e100,
        Double.MAX_VALUE,
        Double.MIN_VALUE
      })
  void shouldReadTheNumbersThatItWrote(double number) {
    double[] numbers = {0, number, 0, 0, number, number, 0};

    assertThat(SparseCodec.read(new StateReader(ByteBuffer.wrap(bytes(numbers)))))
        .containsExactly(numbers);
  }

  @Test
  void shouldWriteWhatTheFormatSays() {
    assertThat(bytes()).containsExactly(0);
    assertThat(bytes(0, 0, 0, 2)).containsExactly(4, 0, 3, 3);
    assertThat(bytes(127)).containsExactly(1, 0x80, 1);
    assertThat(bytes(0.5)).containsExactly(1, 1, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0);
    assertThat(bytes(new double[2_000])).hasSize(5);
  }

  @Test
  void shouldRefuseWhatItDidNotWrite() {
    int[] tooManyZeros = {1, 0, 2};
    int[] tooManyNumbers = {0xff, 0xff, 0xff, 0xff, 0x7f};
    int[] endless = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01};
    int[] notANumber = {1, 1, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0};
    int[] infinite = {1, 1, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0};
    int[] negative = {1, 1, 0xbf, 0xe0, 0, 0, 0, 0, 0, 0};
    int[] noZeros = {1, 0, 0, 2};
    for (int[] bytes :
        new int[][] {
          tooManyZeros, tooManyNumbers, endless, notANumber, infinite, negative, noZeros
        }) {
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(DamagedStateException.class);
    }
  }
}
