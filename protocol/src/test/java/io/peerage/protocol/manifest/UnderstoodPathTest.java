package io.peerage.protocol.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderstoodPathTest {
  @ParameterizedTest
  @CsvSource({
    "/private/x, /private/x",
    "/%70rivate/x, /private/x",
    "/%70%72%69vate/%78, /private/x",
    "//private///x, /private/x",
    "/./private/./x, /private/x",
    "/a/../private/x, /private/x",
    "/a/%2E%2e/private/x, /private/x",
    "/a/..%2fprivate/x, /private/x",
    "/../private/x, /private/x",
    "/private%2Fx, /private/x",
    "/private%5cx, /private/x",
    "/private\\x, /private/x",
    "/private/x?y=/z, /private/x",
    "/private/x%3Fy, /private/x?y",
    "/private/x/, /private/x/",
    "/private/x/., /private/x/",
    "/private/x/y/.., /private/x/",
    "/Private/x, /Private/x",
    "/100%, /100%",
    "/%zz, /%zz",
    "/%2570rivate, /%70rivate",
    "/, /",
    "//, /",
    "/.., /",
  })
  void spellingsOfOnePathAreOne(String spelt, String understood) {
    assertThat(UnderstoodPath.of(spelt)).hasToString(understood);
  }

  @Test
  void lettersBeyondAsciiAreTheirBytes() {
    assertThat(UnderstoodPath.of("/caf\u00e9/\ud83c\udf7f"))
        .isEqualTo(UnderstoodPath.of("/caf%C3%A9/%f0%9f%8d%bf"));
    assertThat(UnderstoodPath.of("/a/b").segments()).isEqualTo(List.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "/private;a=1/x;b, /private/x",
    "/a/..;/private/x, /private/x",
    "/private/;s/x, /private/x",
    "/private/x;/, /private/x/",
    "/%E9;v=1, /%E9",
    "/private/x, /private/x",
  })
  void parametersCanBeLeftOut(String spelt, String bare) {
    assertThat(UnderstoodPath.of(spelt).withoutParameters()).isEqualTo(UnderstoodPath.of(bare));
  }
}
