package io.peerage.adapter.source.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.adapter.source.directory.ByteRange.Part;
import io.peerage.adapter.source.directory.ByteRange.Unsatisfiable;
import io.peerage.adapter.source.directory.ByteRange.Whole;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @Test
  void oneRangeIsUnderstood() {
    assertThat(ByteRange.parse("bytes=0-0", 10)).isEqualTo(new Part(0, 1));
    assertThat(ByteRange.parse("bytes=0-99", 10)).isEqualTo(new Part(0, 10));
    assertThat(ByteRange.parse("bytes=5-", 10)).isEqualTo(new Part(5, 5));
    assertThat(ByteRange.parse("bytes=-3", 10)).isEqualTo(new Part(7, 3));
    assertThat(ByteRange.parse("bytes=-30", 10)).isEqualTo(new Part(0, 10));
    assertThat(ByteRange.parse("Bytes = 2-3", 10)).isEqualTo(new Part(2, 2));
    assertThat(ByteRange.parse("bytes=1-" + "9".repeat(40), 10)).isEqualTo(new Part(1, 9));
  }

  @Test
  void whatIsNotThereIsUnsatisfiable() {
    for (String field :
        List.of("bytes=10-", "bytes=10-20", "bytes=-0", "bytes=" + "9".repeat(30) + "-")) {
      assertThat(ByteRange.parse(field, 10)).as(field).isEqualTo(new Unsatisfiable());
    }
    assertThat(ByteRange.parse("bytes=0-", 0)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRange.parse("bytes=-5", 0)).isEqualTo(new Unsatisfiable());
  }

  @Test
  void severalRangesOtherUnitsAndNonsenseArePassedOver() {
    for (String field :
        List.of(
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=5-2",
            "bytes=-",
            "bytes=a-b",
            "bytes",
            "",
            "bytes=1")) {
      assertThat(ByteRange.parse(field, 10)).as(field).isEqualTo(new Whole());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyPartLiesWithinTheRepresentation(long seed) {
    Random random = new Random(seed);
    String alphabet = "0123456789-=, bytesBYTES\t";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder field = new StringBuilder(random.nextBoolean() ? "bytes=" : "");
      for (int n = random.nextInt(24); n > 0; n--) {
        field.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      long length = random.nextInt(4) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 40));
      if (ByteRange.parse(field.toString(), length) instanceof Part(long from, long size)) {
        assertThat(from).as(field.toString()).isNotNegative();
        assertThat(size).isPositive();
        assertThat(from + size).isLessThanOrEqualTo(length);
      }
    }
  }
}
