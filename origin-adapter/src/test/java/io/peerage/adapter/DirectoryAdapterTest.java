package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.testing.SeededContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryAdapterTest {
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
  void agentsGetVerifiedContentOverBothListeners() throws Exception {
    byte[] bytes = put("vod/film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    for (AgentView agent : List.of(fixture.agent(), fixture.plain())) {
      VerifiedManifest manifest = agent.manifest("/vod/film.mp4");
      assertThat(manifest.manifest().length()).isEqualTo(3_000_001);
      assertThat(manifest.manifest().headers().get("content-type")).contains("video/mp4");
      assertThat(manifest.manifest().headers().get("etag")).isPresent();
      assertThat(agent.content(manifest)).isEqualTo(bytes);
    }
  }

  @Test
  void anyRunOfBlocksIsProven() throws Exception {
    byte[] bytes = put("film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    for (BlockRun run :
        List.of(
            new BlockRun(0, 1), new BlockRun(63, 1), new BlockRun(5, 17), new BlockRun(0, 64))) {
      int from = (1 << 20) + run.firstByte();
      assertThat(agent.chunk(content, 1, Optional.of(run)))
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + run.bytes(content.layout(), 1)));
    }
  }

  private byte[] put(String name, byte[] bytes) throws Exception {
    return AdapterFixture.write(media.resolve(name), bytes);
  }
}
