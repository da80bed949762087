package io.peerage.media.h264;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    List<byte[]> units = NalUnits.split(written);
    assertThat(units).hasSize(1);
    assertThat(units.getFirst()[0]).isEqualTo((byte) 0x41);
    assertThat(Arrays.copyOfRange(units.getFirst(), 1, 1 + payload.length)).isEqualTo(payload);
  }

  @ParameterizedTest
  @CsvSource({
    "SLICE,41",
    "IDR_SLICE,65",
    "SEQUENCE_PARAMETER_SET,67",
    "PICTURE_PARAMETER_SET,68",
    "ACCESS_UNIT_DELIMITER,09"
  })
  void headersAreThoseOfTheStandard(NalUnit unit, String header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    unit.writeTo(out, new byte[] {(byte) 0x80});
    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("00000001" + header + "80");
  }
}
