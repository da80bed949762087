package io.peerage.adapter.source.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class S3KeysTest {
  private final S3Keys keys = new S3Keys("vod/");

  @Test
  void everyPrintableKeyHasAPathThatNamesIt() {
    for (String key :
        List.of(
            "vod/a.ts",
            "vod/a b.ts",
            "vod/1+1=2.ts",
            "vod/100%.ts",
            "vod/%2e%2e.ts",
            "vod/Käse/日本語/🎬.mp4",
            "vod/a?b#c.ts",
            "vod//double//slash.ts",
            "vod/\"quoted\"<&>'.ts",
            "vod/.hidden",
            "vod/back\\slash")) {
      String path = keys.pathOf(key).orElseThrow();
      assertThat(path).as(key).matches("/[!-~]*");
      assertThat(keys.keyOf(path)).as(path).contains(key);
    }
  }

  @Test
  void plusStandsForItselfAndPercentIsDecodedOnce() {
    assertThat(keys.keyOf("/a+b%20c%2525.ts")).contains("vod/a+b c%25.ts");
  }

  @Test
  void queryPlaysNoPart() {
    assertThat(keys.keyOf("/a.ts?versionId=1&acl")).contains("vod/a.ts");
  }

  @Test
  void whatAStoreMightTakeForAnotherKeyNamesNothing() {
    for (String path :
        List.of(
            "/",
            "/vod/",
            "/..",
            "/../private/a.ts",
            "/%2e%2e/private/a.ts",
            "/a/./b.ts",
            "/a%2fb.ts",
            "/a%00b.ts",
            "/a%0d%0ab.ts",
            "/%",
            "/%zz",
            "/%ff",
            "*",
            "/" + "a".repeat(1021))) {
      assertThat(keys.keyOf(path)).as(path).isEmpty();
    }
    assertThat(keys.keyOf("/" + "a".repeat(1020))).isPresent();
  }

  @Test
  void keysOutsideThePrefixHaveNoPath() {
    assertThat(keys.pathOf("private/a.ts")).isEmpty();
    assertThat(keys.pathOf("vod/")).isEmpty();
    assertThat(keys.pathOf("vod/folder/")).isEmpty();
    assertThat(keys.pathOf("vod/../a")).isEmpty();
  }
}
