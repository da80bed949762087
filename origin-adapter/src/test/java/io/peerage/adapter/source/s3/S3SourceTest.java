package io.peerage.adapter.source.s3;

import static io.peerage.adapter.source.s3.S3Sources.forward;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.adapter.origins.S3Store;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Listing;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceContract;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract, and what is special to buckets, against S3Proxy. */
class S3SourceTest extends SourceContract {
  private static final byte[] BYTES = SeededContent.of(7, 200_000).bytes();

  private S3Store store;

  @BeforeEach
  void startStore() throws Exception {
    if (store == null) {
      store = new S3Store();
    }
  }

  @AfterEach
  void stopStore() throws Exception {
    store.close();
  }

  @Override
  protected Source open() throws Exception {
    startStore();
    return S3Sources.source(store.uri());
  }

  @Override
  protected void written(String name) throws IOException {
    store.put(
        name,
        Files.readAllBytes(folder.resolve(name)),
        request -> request.contentType(name.endsWith(".mp4") ? "video/mp4" : "video/mp2t"));
  }

  @Override
  protected void deleted(String name) {
    store.delete(name);
  }

  @Test
  void keysWithOddCharactersAreTheirOwnObjects() throws Exception {
    List<String> odd =
        List.of("a b.ts", "a+b.ts", "a%20b.ts", "a%2Bb.ts", "ä/日本語.ts", "a=b&c;d@e:f,g!'().ts");
    for (String key : odd) {
      store.put("vod/" + key, key.getBytes(UTF_8));
    }
    S3Keys keys = new S3Keys("vod/");
    try (S3Source source =
        S3Sources.source(store.uri(), S3Store.BUCKET, "vod/", S3Store.SECRET_KEY)) {
      for (String key : odd) {
        String path = keys.pathOf("vod/" + key).orElseThrow();
        assertThat(text(source.fetch(new ObjectPath(path), Optional.empty()))).isEqualTo(key);
        assertThat(forward(source, "GET", path + "?x=1", Map.of()).body.toString(UTF_8))
            .isEqualTo(key);
      }
      List<String> listed = new ArrayList<>();
      source
          .listing("")
          .walk(S3Sources.visitor(item -> listed.add(item.path().orElseThrow().value())));
      assertThat(listed)
          .containsExactlyInAnyOrderElementsOf(
              odd.stream().map(key -> keys.pathOf("vod/" + key).orElseThrow()).toList());
    }
  }

  @Test
  void nothingOutsideThePrefixIsGivenAndNothingIsListed() throws Exception {
    store.put("private/a.ts", BYTES);
    store.put("vod/b.ts", BYTES);
    try (S3Source source =
        S3Sources.source(store.uri(), S3Store.BUCKET, "vod/", S3Store.SECRET_KEY)) {
      for (String path :
          List.of("/", "/../private/a.ts", "/%2e%2e/private/a.ts", "/..%2fprivate/a.ts", "/?acl")) {
        try (Answer answer = source.fetch(new ObjectPath(path), Optional.empty())) {
          assertThat(answer).as(path).isInstanceOf(Answer.Absent.class);
        }
        assertThat(forward(source, "GET", path, Map.of()).status).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void objectReplacedBetweenRangesIsNotMixed() throws Exception {
    store.put("a.ts", BYTES);
    try (S3Source source = S3Sources.source(store.uri())) {
      ObjectPath path = new ObjectPath("/a.ts");
      ObjectVersion version = version(source, path);
      try (InputStream in = source.read(path, version, 0, 1000)) {
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(BYTES, 1000));
      }
      store.put("a.ts", SeededContent.of(8, 200_000).bytes());
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() -> source.read(path, version, 1000, 1000).close())
          .withMessageContaining("s3://media/a.ts")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CHANGED));
    }
  }

  @Test
  void versionThatTheBucketKeepsIsReadToItsEnd() throws Exception {
    store.keepVersions();
    store.put("a.ts", BYTES);
    try (S3Source source = S3Sources.source(store.uri())) {
      ObjectPath path = new ObjectPath("/a.ts");
      ObjectVersion version = version(source, path);
      assertThat(version.id()).isNotEmpty();
      store.put("a.ts", SeededContent.of(8, 200_000).bytes());
      try (InputStream in = source.read(path, version, 50_000, 1000)) {
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 50_000, 51_000));
      }
      assertThat(version(source, path)).isNotEqualTo(version);
      store.delete("a.ts");
      try (Answer answer = source.fetch(path, Optional.empty())) {
        assertThat(answer).isInstanceOf(Answer.Absent.class);
      }
    }
  }

  @Test
  void tagOfAnObjectInPartsIsNoHashAndTellsVersionsApart() throws Exception {
    byte[] first = SeededContent.of(1, 5 << 20).bytes();
    byte[] second = SeededContent.of(2, 1000).bytes();
    store.putInParts("big.mp4", first, second);
    try (S3Source source = S3Sources.source(store.uri())) {
      ObjectPath path = new ObjectPath("/big.mp4");
      ObjectVersion version = version(source, path);
      assertThat(version.etag()).endsWith("-2\"");
      assertThat(version.length()).isEqualTo(first.length + 1000L);
      try (Answer answer = source.fetch(path, Optional.of(version))) {
        assertThat(answer).isInstanceOf(Answer.Unchanged.class);
      }
      try (InputStream in = source.read(path, version, first.length - 10, 20)) {
        assertThat(in.readNBytes(10))
            .isEqualTo(Arrays.copyOfRange(first, first.length - 10, first.length));
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(second, 10));
      }
    }
  }

  @Test
  void headersOfTheObjectAreShownAndNotesOfTheStoreAreNot() throws Exception {
    store.put(
        "a.m3u8",
        BYTES,
        request ->
            request
                .contentType("application/vnd.apple.mpegurl")
                .contentEncoding("gzip")
                .metadata(Map.of("rating", "pg")));
    store.put("b.ts", BYTES, request -> request.cacheControl("max-age=600"));
    try (S3Source source = S3Sources.source(store.uri())) {
      try (Answer answer = source.fetch(new ObjectPath("/a.m3u8"), Optional.empty())) {
        Map<String, String> fields = ((Answer.Found) answer).fields();
        assertThat(fields)
            .containsEntry("content-type", "application/vnd.apple.mpegurl")
            .containsEntry("content-encoding", "gzip")
            .containsEntry("cache-control", "max-age=2")
            .containsEntry("x-amz-meta-rating", "pg")
            .doesNotContainKeys("x-amz-request-id", "x-amz-version-id", "server");
        // As it is stored, not unpacked.
        assertThat(((Answer.Found) answer).body().readAllBytes()).isEqualTo(BYTES);
      }
      assertThat(forward(source, "GET", "/b.ts", Map.of()).field("cache-control"))
          .contains("max-age=600");
    }
  }

  @Test
  void onlyReadingMethodsAreAnswered() throws Exception {
    store.put("a.ts", BYTES);
    try (S3Source source = S3Sources.source(store.uri())) {
      for (String method : List.of("PUT", "POST", "DELETE", "OPTIONS", "PATCH")) {
        Recorded recorded = forward(source, method, "/a.ts", Map.of());
        assertThat(recorded.status).as(method).isEqualTo(405);
        assertThat(recorded.field("allow")).contains("GET, HEAD");
      }
      assertThat(forward(source, "GET", "/a.ts", Map.of()).status).isEqualTo(200);
    }
  }

  @Test
  void ifRangeGivesThePartOfTheNamedVersionAndElseAll() throws Exception {
    store.put("a.ts", BYTES);
    try (S3Source source = S3Sources.source(store.uri())) {
      String tag = forward(source, "HEAD", "/a.ts", Map.of()).field("etag").orElseThrow();
      Map<String, String> range = Map.of("Range", "bytes=10-19", "If-Range", tag);
      assertThat(forward(source, "GET", "/a.ts", range).status).isEqualTo(206);
      for (String other : List.of("\"other\"", "W/" + tag, "nonsense")) {
        Recorded all =
            forward(source, "GET", "/a.ts", Map.of("Range", "bytes=10-19", "If-Range", other));
        assertThat(all.status).as(other).isEqualTo(200);
        assertThat(all.body.toByteArray()).isEqualTo(BYTES);
      }
      assertThat(forward(source, "GET", "/a.ts", Map.of("If-Match", "\"other\"")).status)
          .isEqualTo(412);
      assertThat(forward(source, "HEAD", "/a.ts", Map.of("If-None-Match", "W/" + tag)).status)
          .isEqualTo(304);
      Recorded several = forward(source, "GET", "/a.ts", Map.of("Range", "bytes=0-1,5-6"));
      assertThat(several.status).isEqualTo(200);
      assertThat(several.body.toByteArray()).isEqualTo(BYTES);
    }
  }

  @Test
  void listsWhatStartsAlike() throws Exception {
    for (int i = 0; i < 12; i++) {
      store.put("vod/%04d.ts".formatted(i), new byte[] {1});
    }
    store.put("other/a.ts", new byte[] {1});
    store.put("vod/folder/", new byte[0]);
    try (S3Source source =
        S3Sources.source(store.uri(), S3Store.BUCKET, "vod/", S3Store.SECRET_KEY)) {
      List<Listing.Item> all = new ArrayList<>();
      source.listing("").walk(S3Sources.visitor(all::add));
      assertThat(all).hasSize(12);
      assertThat(all.getFirst().path()).contains(new ObjectPath("/0000.ts"));
      assertThat(all.getFirst().name()).isEqualTo("s3://media/vod/0000.ts");
      List<Listing.Item> some = new ArrayList<>();
      source.listing("000").walk(S3Sources.visitor(some::add));
      assertThat(some).hasSize(10);
    }
  }

  private static String text(Answer answer) throws IOException {
    try (answer) {
      return new String(((Answer.Found) answer).body().readAllBytes(), UTF_8);
    }
  }

  private static ObjectVersion version(S3Source source, ObjectPath path) throws Exception {
    try (Answer answer = source.fetch(path, Optional.empty())) {
      return ((Answer.Found) answer).version();
    }
  }
}
