package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change, go and come back under the adapter's eyes. */
class ChangingDirectoryTest {
  @TempDir Path temp;
  private Path media;
  private AdapterFixture fixture;

  @BeforeEach
  void prepare() throws Exception {
    media = Files.createDirectories(temp.resolve("media"));
    fixture = new AdapterFixture(temp).fromFolder(media);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void manifestStandsUntilItsFreshnessEndsAndIsRenewedByALook() throws Exception {
    put("a.ts", SeededContent.of(1, 100_000).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/a.ts").manifest();
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(first);
    fixture.clock.advance(Duration.ofSeconds(11));
    Manifest renewed = agent.manifest("/a.ts").manifest();
    assertThat(renewed.generation()).isEqualTo(first.generation());
    assertThat(renewed.issued()).isAfter(first.issued());
    assertThat(renewed.expires()).isAfter(first.expires());
    assertThat(renewed.sameVersionAs(first)).isTrue();
    assertThat(fixture.metric("peerage_adapter_signing_seconds_count{site=\"media.example.com\"}"))
        .isEqualTo(1);
  }

  @Test
  void changedFileMakesAHigherGenerationAndTheOldOneIsGone() throws Exception {
    put("live.m3u8", SeededContent.of(1, 1000).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    VerifiedManifest first = agent.manifest("/live.m3u8");
    byte[] changed = put("live.m3u8", SeededContent.of(2, 1001).bytes());
    // Until its freshness ends the old manifest is given, but its bytes are not there any more.
    assertThat(agent.chunkReply(first.content(), 0, Optional.empty()).status()).isEqualTo(410);
    // Who asks for the manifest again then gets the new one at once.
    VerifiedManifest second = agent.manifest("/live.m3u8");
    assertThat(second.manifest().generation()).isGreaterThan(first.manifest().generation());
    assertThat(agent.content(second)).isEqualTo(changed);
    assertThat(agent.chunkReply(first.content(), 0, Optional.empty()).status()).isEqualTo(410);

    put("live.m3u8", SeededContent.of(1, 1000).bytes());
    fixture.clock.advance(Duration.ofSeconds(11));
    VerifiedManifest third = agent.manifest("/live.m3u8");
    assertThat(third.manifest().generation()).isGreaterThan(second.manifest().generation());
    assertThat(third.manifest().contentRoot()).isEqualTo(first.manifest().contentRoot());
  }

  @Test
  void touchedFileKeepsItsContentButIsAnotherGeneration() throws Exception {
    put("a.ts", SeededContent.of(1, 100_000).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/a.ts").manifest();
    Files.setLastModifiedTime(
        media.resolve("a.ts"), FileTime.from(Instant.now().minusSeconds(5000)));
    fixture.clock.advance(Duration.ofSeconds(11));
    Manifest second = agent.manifest("/a.ts").manifest();
    assertThat(second.contentRoot()).isEqualTo(first.contentRoot());
    assertThat(second.headers()).isNotEqualTo(first.headers());
    assertThat(second.generation()).isGreaterThan(first.generation());
  }

  @Test
  void deletedFileIsAbsentAndComesBackHigher() throws Exception {
    put("a.ts", SeededContent.of(1, 1000).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/a.ts").manifest();
    Files.delete(media.resolve("a.ts"));
    fixture.clock.advance(Duration.ofSeconds(11));
    assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(404);
    put("a.ts", SeededContent.of(2, 1000).bytes());
    fixture.clock.advance(Duration.ofSeconds(2));
    assertThat(agent.manifest("/a.ts").manifest().generation()).isGreaterThan(first.generation());
  }

  @Test
  void unnoticeableChangeIsNoticedByItsBytes() throws Exception {
    Path file = media.resolve("a.ts");
    put("a.ts", SeededContent.of(1, 100_000).bytes());
    FileTime time = FileTime.from(Instant.now().minusSeconds(100));
    Files.setLastModifiedTime(file, time);
    fixture.start();
    AgentView agent = fixture.agent();
    VerifiedManifest first = agent.manifest("/a.ts");
    // Same size, time and inode; other bytes.
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.write(SeededContent.of(2, 100_000).bytes());
    }
    Files.setLastModifiedTime(file, time);
    assertThat(agent.chunkReply(first.content(), 0, Optional.empty()).status()).isEqualTo(410);
    VerifiedManifest second = agent.manifest("/a.ts");
    assertThat(second.manifest().contentRoot()).isNotEqualTo(first.manifest().contentRoot());
    assertThat(agent.content(second)).isEqualTo(SeededContent.of(2, 100_000).bytes());
  }

  @Test
  void filesReplacedWhileServedNeverMix() throws Exception {
    int length = 700_000;
    List<byte[]> versions =
        List.of(
            SeededContent.of(1, length).bytes(),
            SeededContent.of(2, length).bytes(),
            SeededContent.of(3, length).bytes());
    Path file = media.resolve("a.ts");
    put("a.ts", versions.get(0));
    fixture.defaultFreshness = TimeSpan.parse("0ms");
    fixture.fromFolder(media).start();
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              Random random = new Random(1);
              for (int i = 1; !done.get(); i++) {
                replaceOrRewrite(file, versions.get(i % 3), random);
              }
            });
    int whole = 0;
    try {
      AgentView agent = fixture.agent();
      AgentView onlooker = fixture.plain();
      for (int i = 0; i < 60; i++) {
        AgentView.Reply reply = agent.manifestReply("/a.ts");
        // 404: between deletion and creation; 202: it kept changing while it was read.
        assertThat(reply.status()).as(reply.text()).isIn(200, 202, 404);
        if (reply.status() == 200 && downloads(agent, agent.verify("/a.ts", reply), versions)) {
          whole++;
        }
        passesOneVersionOrBreaks(onlooker, versions);
      }
    } finally {
      done.set(true);
      writer.join();
    }
    assertThat(agentGetsTheLast(versions)).isTrue();
    assertThat(whole).isPositive();
  }

  /** Either all of one version, or an error that says so. */
  private static boolean downloads(
      AgentView agent, VerifiedManifest manifest, List<byte[]> versions) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int index = 0; index < manifest.content().layout().chunkCount(); index++) {
      AgentView.Reply reply;
      try {
        reply = agent.chunkReply(manifest.content(), index, Optional.empty());
      } catch (IOException e) {
        return false;
      }
      if (reply.status() != 200) {
        assertThat(reply.status()).isEqualTo(410);
        return false;
      }
      all.writeBytes(AgentView.verify(manifest.content(), index, Optional.empty(), reply));
    }
    assertThat(versions).anyMatch(version -> Arrays.equals(version, all.toByteArray()));
    return true;
  }

  private static void passesOneVersionOrBreaks(AgentView onlooker, List<byte[]> versions) {
    try {
      AgentView.Reply reply = onlooker.get("/a.ts", "Host", "media.example.com");
      assertThat(reply.status()).isIn(200, 404, 502);
      if (reply.status() == 200) {
        assertThat(versions).anyMatch(version -> Arrays.equals(version, reply.bytes()));
      }
    } catch (IOException e) {
      // Broken off, which nobody takes for the whole.
    }
  }

  private boolean agentGetsTheLast(List<byte[]> versions) throws Exception {
    byte[] last = Files.readAllBytes(media.resolve("a.ts"));
    assertThat(versions).anyMatch(version -> Arrays.equals(version, last));
    fixture.clock.advance(Duration.ofSeconds(2));
    return Arrays.equals(fixture.agent().download("/a.ts"), last);
  }

  /** By renaming, in place, or by deleting first. */
  private static void replaceOrRewrite(Path file, byte[] bytes, Random random) {
    try {
      switch (random.nextInt(3)) {
        case 0 -> {
          Path next = Files.write(file.resolveSibling("next"), bytes);
          Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
        case 1 -> {
          try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = 0; at < bytes.length; at += 100_000) {
              open.write(bytes, at, 100_000);
            }
          }
        }
        default -> {
          Files.delete(file);
          Files.write(file, bytes);
        }
      }
      Thread.sleep(random.nextInt(300));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] put(String name, byte[] bytes) throws Exception {
    return AdapterFixture.write(media.resolve(name), bytes);
  }
}
