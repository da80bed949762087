package io.peerage.media.h264;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class NalUnitTest {
  /** Payloads full of zeros and small bytes, which need prevention most. */
  @RepeatedTest(20)
  void payloadNeverLooksLikeAStartCodeAndIsReadAgain(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    byte[] payload = new byte[2000];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (random.nextInt(4) < 3 ? 0 : random.nextInt(5));
    }
    payload[payload.length - 1] = (byte) 0x80; // as trailing bits end it
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NalUnit.SLICE.writeTo(out, payload);
    byte[] written = out.toByteArray();
    for (int i = 4; i + 2 < written.length; i++) {
      assertThat(written[i] == 0 && written[i + 1] == 0 && (written[i + 2] & 0xFF) < 3)
          .as("at %d", i)
          .isFalse();
    }
    List<NalUnits.Unit> units = NalUnits.split(written);
    assertThat(units).hasSize(1);
    assertThat(units.getFirst().type()).isEqualTo(1);
    assertThat(units.getFirst().payload()).isEqualTo(payload);
  }

  @Test
  void headersAreThoseOfTheStandard() {
    int[] headers = {0x41, 0x65, 0x67, 0x68, 0x09};
    for (NalUnit unit : NalUnit.values()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      unit.writeTo(out, new byte[] {(byte) 0x80});
      assertThat(out.toByteArray()).containsExactly(0, 0, 0, 1, headers[unit.ordinal()], 0x80);
    }
  }
}
