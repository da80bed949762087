package io.peerage.adapter.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.testing.SeededContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every origin does. The files lie in {@link #folder}; a subclass says how they are read. */
public abstract class SourceContract {
  private static final int LENGTH = 300_000;

  @TempDir protected Path folder;
  private Source source;

  /** A source of what lies in {@link #folder}. */
  protected abstract Source open() throws Exception;

  /** A file was written or replaced, for sources that read it from elsewhere. */
  protected void written(String name) throws IOException {}

  /** A file was deleted, for sources that read it from elsewhere. */
  protected void deleted(String name) {}

  @BeforeEach
  void openSource() throws Exception {
    source = open();
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  @Test
  void givesTheWholeObjectWithItsFieldsAndVersion() throws Exception {
    byte[] bytes = write("vod/seg 1.mp4", 1);
    try (Answer answer = source.fetch(new ObjectPath("/vod/seg%201.mp4"), Optional.empty())) {
      assertThat(answer).isInstanceOf(Answer.Found.class);
      Answer.Found found = (Answer.Found) answer;
      assertThat(found.length()).hasValue(LENGTH);
      assertThat(found.version().hasValidator()).isTrue();
      assertThat(found.fields()).containsKeys("content-type", "last-modified");
      assertThat(found.body().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void emptyObjectIsAnObject() throws Exception {
    Files.createFile(folder.resolve("empty.ts"));
    age("empty.ts", 100);
    written("empty.ts");
    try (Answer answer = source.fetch(new ObjectPath("/empty.ts"), Optional.empty())) {
      assertThat(((Answer.Found) answer).length()).hasValue(0);
      assertThat(((Answer.Found) answer).body().readAllBytes()).isEmpty();
    }
  }

  @Test
  void unchangedObjectCostsNoBytesAndAChangedOneIsGivenWhole() throws Exception {
    write("a.ts", 1);
    ObjectVersion version = version("/a.ts");
    try (Answer answer = source.fetch(new ObjectPath("/a.ts"), Optional.of(version))) {
      assertThat(answer).isInstanceOf(Answer.Unchanged.class);
    }
    byte[] changed = write("a.ts", 2);
    try (Answer answer = source.fetch(new ObjectPath("/a.ts"), Optional.of(version))) {
      assertThat(((Answer.Found) answer).body().readAllBytes()).isEqualTo(changed);
    }
  }

  @Test
  void whatIsNotThereIsAbsent() throws Exception {
    Files.createDirectory(folder.resolve("dir"));
    for (String path : List.of("/none.ts", "/none/at/all.ts")) {
      try (Answer answer = source.fetch(new ObjectPath(path), Optional.empty())) {
        assertThat(answer).as(path).isInstanceOf(Answer.Absent.class);
      }
    }
  }

  @Test
  void readsAnyPartOfAVersion() throws Exception {
    byte[] bytes = write("a.ts", 3);
    ObjectVersion version = version("/a.ts");
    for (int[] part : new int[][] {{0, 1}, {0, LENGTH}, {16384, 16384}, {LENGTH - 1, 1}}) {
      try (InputStream in = source.read(new ObjectPath("/a.ts"), version, part[0], part[1])) {
        assertThat(in.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(bytes, part[0], part[0] + part[1]));
      }
    }
  }

  @Test
  void partOfAReplacedRewrittenShortenedOrDeletedObjectIsRefused() throws Exception {
    write("a.ts", 1);
    ObjectVersion version = version("/a.ts");
    List<Change> changes =
        List.of(
            () -> replace("a.ts", 2),
            () -> write("a.ts", 3),
            () -> {
              Files.write(folder.resolve("a.ts"), new byte[100]);
              written("a.ts");
            },
            () -> {
              Files.delete(folder.resolve("a.ts"));
              deleted("a.ts");
            });
    for (Change change : changes) {
      change.make();
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() -> {
            try (InputStream in = source.read(new ObjectPath("/a.ts"), version, 20_000, 50_000)) {
              in.readAllBytes();
            }
          })
          .satisfies(e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.CHANGED));
    }
  }

  @Test
  void closingBeforeTheEndIsNoTrouble() throws Exception {
    byte[] bytes = write("a.ts", 1);
    for (int i = 0; i < 20; i++) {
      try (Answer answer = source.fetch(new ObjectPath("/a.ts"), Optional.empty())) {
        assertThat(((Answer.Found) answer).body().readNBytes(10))
            .isEqualTo(Arrays.copyOf(bytes, 10));
      }
    }
  }

  @Test
  void forwardsWholeObjects() throws Exception {
    byte[] bytes = write("a.mp4", 1);
    Recorded got = forward("GET", "/a.mp4", Map.of());
    assertThat(got.status).isEqualTo(200);
    assertThat(got.field("content-type")).contains("video/mp4");
    assertThat(got.field("content-length")).contains(Integer.toString(LENGTH));
    assertThat(got.body.toByteArray()).isEqualTo(bytes);
    assertThat(got.closed).isTrue();
    Recorded head = forward("HEAD", "/a.mp4", Map.of());
    assertThat(head.status).isEqualTo(200);
    assertThat(head.field("content-length")).contains(Integer.toString(LENGTH));
    assertThat(head.body.size()).isZero();
  }

  @Test
  void forwardsRangesAndConditions() throws Exception {
    byte[] bytes = write("a.mp4", 1);
    Recorded part = forward("GET", "/a.mp4", Map.of("Range", "bytes=100-199"));
    assertThat(part.status).isEqualTo(206);
    assertThat(part.field("content-range")).contains("bytes 100-199/" + LENGTH);
    assertThat(part.body.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 100, 200));
    String tag = part.field("etag").orElseThrow();
    assertThat(forward("GET", "/a.mp4", Map.of("If-None-Match", tag)).status).isEqualTo(304);
    assertThat(forward("GET", "/a.mp4", Map.of("Range", "bytes=999999-")).status).isEqualTo(416);
    assertThat(forward("GET", "/none", Map.of()).status).isEqualTo(404);
  }

  private interface Change {
    void make() throws IOException;
  }

  protected final byte[] write(String name, long seed) throws IOException {
    byte[] bytes = SeededContent.of(seed, LENGTH).bytes();
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    age(name, 1000 + 60 * seed);
    written(name);
    return bytes;
  }

  /** Puts another file in the place of {@code name}, as a careful publisher does. */
  private void replace(String name, long seed) throws IOException {
    write(name + ".next", seed);
    Files.move(
        folder.resolve(name + ".next"), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    written(name);
  }

  /** Files are made to look old, so that dates tell versions apart. */
  private void age(String name, long seconds) throws IOException {
    Files.setLastModifiedTime(
        folder.resolve(name), FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private ObjectVersion version(String path) throws Exception {
    try (Answer answer = source.fetch(new ObjectPath(path), Optional.empty())) {
      return ((Answer.Found) answer).version();
    }
  }

  private Recorded forward(String method, String target, Map<String, String> fields)
      throws Exception {
    List<Field> all = new ArrayList<>();
    all.add(new Field("Host", "media.example.com"));
    fields.forEach((name, value) -> all.add(new Field(name, value)));
    Recorded recorded = new Recorded();
    source.forward(new ForwardedRequest(method, target, all, Optional.empty()), recorded);
    return recorded;
  }

  /** An answer that was passed back. */
  public static final class Recorded implements ForwardedResponse {
    public int status;
    public List<Field> fields = List.of();
    public final ByteArrayOutputStream body = new ByteArrayOutputStream();
    public boolean closed;

    @Override
    public OutputStream begin(int status, List<Field> fields) {
      this.status = status;
      this.fields = List.copyOf(fields);
      return new OutputStream() {
        @Override
        public void write(int b) {
          body.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
          body.write(bytes, offset, length);
        }

        @Override
        public void close() {
          closed = true;
        }
      };
    }

    public Optional<String> field(String name) {
      return fields.stream()
          .filter(field -> field.name().toLowerCase(Locale.ROOT).equals(name))
          .map(Field::value)
          .findFirst();
    }
  }
}
