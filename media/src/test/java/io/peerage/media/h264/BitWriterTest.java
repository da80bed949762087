package io.peerage.media.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitWriterTest {
  private final BitWriter out = new BitWriter();

  /** Table 9-2 of the standard. */
  @ParameterizedTest
  @CsvSource({"0,1", "1,010", "2,011", "3,00100", "4,00101", "5,00110", "6,00111", "7,0001000"})
  void unsignedCodesAreThoseOfTheStandard(int value, String code) {
    out.ue(value);
    assertThat(written()).isEqualTo(code);
  }

  /** Table 9-3 of the standard. */
  @ParameterizedTest
  @CsvSource({"0,1", "1,010", "-1,011", "2,00100", "-2,00101", "3,00110", "-3,00111"})
  void signedCodesAreThoseOfTheStandard(int value, String code) {
    out.se(value);
    assertThat(written()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsWrittenIsReadAgain(long seed) {
    Random random = new Random(seed);
    List<Consumer<BitReader>> checks = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int kind = random.nextInt(3);
      int size = random.nextInt(31);
      if (kind == 0) {
        int value = random.nextInt(1 << size);
        out.bits(value, size);
        checks.add(in -> assertThat(in.bits(size)).isEqualTo(value));
      } else if (kind == 1) {
        int value = random.nextInt(1 << size);
        out.ue(value);
        checks.add(in -> assertThat(in.ue()).isEqualTo(value));
      } else {
        int value = random.nextInt(1 << size) - (1 << size) / 2;
        out.se(value);
        checks.add(in -> assertThat(in.se()).isEqualTo(value));
      }
    }
    out.trailingBits();
    BitReader in = new BitReader(out.toByteArray());
    checks.forEach(check -> check.accept(in));
    assertThat(in.isAtTrailingBits()).isTrue();
  }

  @Test
  void greatestValuesAreCoded() {
    out.ue(Integer.MAX_VALUE - 1);
    out.se((1 << 30) - 1);
    out.se(-(1 << 30) + 1);
    out.bits(-1, 32);
    out.trailingBits();
    BitReader in = new BitReader(out.toByteArray());
    assertThat(in.ue()).isEqualTo(Integer.MAX_VALUE - 1);
    assertThat(in.se()).isEqualTo((1 << 30) - 1);
    assertThat(in.se()).isEqualTo(-(1 << 30) + 1);
    assertThat(in.bits(32)).isEqualTo(-1);
    assertThat(in.isAtTrailingBits()).isTrue();
  }

  @Test
  void whatHasNoCodeIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> out.ue(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> out.ue(Integer.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> out.se(1 << 30));
    assertThatIllegalArgumentException().isThrownBy(() -> out.se(Integer.MIN_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> out.bits(0, 33));
    assertThatIllegalArgumentException().isThrownBy(() -> out.bits(0, -1));
  }

  @Test
  void bytesStartWhereBytesStart() {
    out.bits(5, 3);
    assertThatIllegalStateException().isThrownBy(() -> out.alignedByte((byte) 1));
    assertThatIllegalStateException().isThrownBy(out::toByteArray);
    out.align();
    out.alignedByte((byte) 0x7F);
    assertThat(out.toByteArray()).containsExactly(0xA0, 0x7F);
    out.align();
    assertThat(out.toByteArray()).hasSize(2);
    out.clear();
    assertThat(out.toByteArray()).isEmpty();
  }

  /** The bits so far. */
  private String written() {
    out.trailingBits();
    StringBuilder text = new StringBuilder();
    for (byte b : out.toByteArray()) {
      for (int i = 7; i >= 0; i--) {
        text.append((b >> i) & 1);
      }
    }
    return text.substring(0, text.lastIndexOf("1"));
  }
}
