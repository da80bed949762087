package io.peerage.adapter.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;

/** Sources of HTTP origins as the tests want them: impatient, three attempts. */
final class HttpSources {
  static final ObjectPath PATH = new ObjectPath("/a.ts");
  static final byte[] BYTES = SeededContent.of(7, 200_000).bytes();

  private HttpSources() {}

  static HttpSource source(URI base) {
    return source(base, "");
  }

  static HttpSource source(URI base, String host) {
    return new HttpSource(
        new OriginSettings(
            base,
            host,
            "media.example.com",
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            3,
            Duration.ofMillis(5),
            16),
        InstantSource.system(),
        new Random(1));
  }

  static void fails(HttpSource source, Kind kind, String words) {
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> source.fetch(PATH, Optional.empty()).close())
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  static byte[] bytes(Answer answer) throws IOException {
    try (answer) {
      return ((Answer.Found) answer).body().readAllBytes();
    }
  }

  static ObjectVersion version(HttpSource source) throws Exception {
    try (Answer answer = source.fetch(PATH, Optional.empty())) {
      return ((Answer.Found) answer).version();
    }
  }
}
