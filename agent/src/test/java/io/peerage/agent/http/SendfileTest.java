package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.testing.SeededContent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendfileTest {
  private final SeededContent video = SeededContent.of(1, (20 << 20) + 777);

  @TempDir Path folder;

  @Test
  void filesAreSentWholeAndInOrder() throws Exception {
    try (TestFleet fleet = new TestFleet(folder)) {
      fleet.adapter.publish("/a.bin", 1, video);
      Agent agent =
          fleet.start(
              "a-1", TestFleet.withoutMemory(fleet.config("a-1")), UnaryOperator.identity());
      for (int i = 0; i < 10; i++) {
        assertSame(fleet.get(agent, "/a.bin").body(), video.bytes());
        assertSame(
            fleet.get(agent, "/a.bin", "Range", "bytes=1500000-3500000").body(),
            Arrays.copyOfRange(video.bytes(), 1500000, 3500001));
      }
    }
  }

  private static void assertSame(byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected)).as("first difference").isEqualTo(-1);
  }
}
