package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.access.UrlKeys;
import io.peerage.agent.access.UrlVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignUrlTest {
  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  @TempDir Path folder;
  private String keys;

  @BeforeEach
  void writeKeys() throws Exception {
    keys = Files.writeString(folder.resolve("keys"), "a " + SECRET + "\nb " + SECRET).toString();
  }

  private Cli.Result sign(String... more) {
    String[] all = new String[more.length + 5];
    System.arraycopy(
        new String[] {"sign-url", "--site", "media.example", "--keys", keys}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return Cli.run(all);
  }

  private UrlVerifier.Verdict judge(String url, String address) throws Exception {
    return UrlVerifier.judge(
        "media.example",
        url.strip().replaceFirst("https://[^/]+", ""),
        address,
        UrlKeys.parse(Files.readString(Path.of(keys))),
        Instant.now());
  }

  @Test
  void whatItPrintsIsLetIn() throws Exception {
    Cli.Result one = sign("https://media.example/film.mp4?v=1").succeeds();
    assertThat(one.out()).startsWith("https://media.example/film.mp4?v=1&pg_expires=");
    assertThat(one.out()).contains("pg_key=b");
    assertThat(one.err()).contains("Signed with b, good until ").doesNotContain(SECRET);
    assertThat(judge(one.out(), "")).isEqualTo(new UrlVerifier.Verdict.Good());

    Cli.Result prefix =
        sign("/film/a.m3u8", "--prefix", "/film/", "--key", "a", "--address", "2001:db8::1")
            .succeeds();
    assertThat(judge(prefix.out().replace("a.m3u8", "b.ts"), "2001:db8:0:0:0:0:0:1"))
        .isEqualTo(new UrlVerifier.Verdict.Good());
    assertThat(judge(prefix.out(), "192.0.2.1")).isEqualTo(new UrlVerifier.Verdict.Wrong());
  }

  @Test
  void wrongUsageIsToldWithItsRemedy() throws Exception {
    sign("/a", "--key", "c").failsWith(2, "has no secret \"c\"");
    sign("/a", "--prefix", "/b/").failsWith(2, "does not begin with /b/");
    sign("/a/b", "--prefix", "/a").failsWith(2, "a prefix ends with /");
    sign("/a", "--address", "host").failsWith(2, "--address is one of IPv4 or IPv6");
    sign("media.example/a").failsWith(2, "the URL is https://host/path");
    sign("/a", "--expires-in", "0s").failsWith(2, "--expires-in");
    keys = folder.resolve("none").toString();
    sign("/a").failsWith(1, "there is no such file");
    keys = Files.writeString(folder.resolve("bad"), "a " + SECRET + "!").toString();
    assertThat(sign("/a").failsWith(1, "line 1").err()).doesNotContain(SECRET);
  }
}
