package io.peerage.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentLayoutTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;

  @ParameterizedTest
  @CsvSource({
    "0, 262144, 0",
    "1, 262144, 1",
    "262144, 262144, 1",
    "262145, 524288, 1",
    "524289, 1048576, 1",
    "1048577, 1048576, 2",
    "1073741824, 1048576, 1024",
    "1073741825, 2097152, 513",
    "2147483649, 4194304, 513",
    "17179869184, 4194304, 4096",
  })
  void lengthAloneDecidesTheChunks(long length, int chunkBytes, int chunkCount) {
    ContentLayout layout = new ContentLayout(length);
    assertThat(layout.chunkBytes()).isEqualTo(chunkBytes);
    assertThat(layout.chunkCount()).isEqualTo(chunkCount);
  }

  @Test
  void chunksCoverTheContentWithoutGapOrOverlap() {
    for (long length : new long[] {1, 16384, 300_000, MIB + 1, 5 * MIB + 7, GIB + 1, 16 * GIB}) {
      ContentLayout layout = new ContentLayout(length);
      long end = 0;
      for (int i = 0; i < layout.chunkCount(); i++) {
        assertThat(layout.chunkOffset(i)).isEqualTo(end);
        assertThat(layout.chunkAt(end)).isEqualTo(i);
        end += layout.chunkLength(i);
        assertThat(layout.chunkAt(end - 1)).isEqualTo(i);
        int blocks = 0;
        for (int b = 0; b < layout.blockCount(i); b++) {
          blocks += layout.blockLength(i, b);
        }
        assertThat(blocks).isEqualTo(layout.chunkLength(i));
      }
      assertThat(end).isEqualTo(length);
    }
  }

  @Test
  void refusesLengthsBeyondItsLimit() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ContentLayout(16 * GIB + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ContentLayout(-1));
  }
}
