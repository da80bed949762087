package io.peerage.adapter.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerage.protocol.manifest.UnderstoodPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths a pattern means, however they are spelt. */
class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/vod/**, /vod/a/b.ts, true",
    "/vod/**, /vod, false",
    "/vod/*, /vod/a/b.ts, false",
    "/vod/*.ts, /vod/a.ts?b=/c.mp4, true",
    "/vod/a?.ts, /vod/a1.ts, true",
    "/vod/a?.ts, /vod/a/.ts, false",
    "/vod/a.ts, /vod/axts, false",
    // The same object for an origin, spelt otherwise.
    "/private/**, /%70rivate/x, true",
    "/private/**, /%70%72%69vate%2Fx, true",
    "/private/**, //private/x, true",
    "/private/**, /./private//x, true",
    "/private/**, /vod/../private/x, true",
    "/private/**, /vod/%2e%2E/private/x, true",
    "/private/**, /../private/x, true",
    "/vod/**, /vod/../private/x, false",
    "/vod/**, /vod/%2e%2e/private/x, false",
    "/%70rivate/**, /private/x, true",
    "/caf%C3%A9/*, /caf%c3%a9/x, true",
    // An encoded star is a star, and what is encoded twice is decoded once.
    "/a%2Ab, /a*b, true",
    "/a%2Ab, /axb, false",
    "/private/**, /%2570rivate/x, false",
    "/**, /%, true",
    "/**, /%0a, true",
    "/%zz, /%zz, true",
    "/, /, true",
    "/, /.., true",
    "/a/, /a/b/.., true",
  })
  void pathsAreComparedAsOriginsUnderstandThem(String pattern, String path, boolean matches) {
    assertThat(PathPattern.parse(pattern).matches(UnderstoodPath.of(path))).isEqualTo(matches);
  }

  @Test
  void patternsStartWithASlash() {
    assertThatThrownBy(() -> PathPattern.parse("vod/**"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("starts with /")
        .hasMessageContaining("vod/**");
  }
}
