package io.peerage.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.agent.access.UrlVerifier.Verdict;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlVerifierTest {
  private static final String SITE = "media.example";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final UrlKeys KEYS = UrlKeys.parse("old " + secret(1) + "\nnew " + secret(2));

  private static String secret(int seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String signed(UrlToken.Scope scope, Instant expires, String address, String key) {
    return new UrlToken(scope, expires, address).parameters(SITE, KEYS, key);
  }

  private static Verdict judge(String target) {
    return judge(target, "192.0.2.7", KEYS, NOW);
  }

  private static Verdict judge(String target, String address, UrlKeys keys, Instant now) {
    return UrlVerifier.judge(SITE, target, address, keys, now);
  }

  private static UrlToken.Scope path(String path) {
    return new UrlToken.Scope.Path(path);
  }

  private static UrlToken.Scope prefix(String prefix) {
    return new UrlToken.Scope.Prefix(prefix);
  }

  @Test
  void signedPathIsGoodWithAnyOtherParametersAndEitherKey() {
    for (String key : new String[] {"old", "new"}) {
      String token = signed(path("/a.mp4"), LATER, "", key);
      assertThat(judge("/a.mp4?" + token)).isEqualTo(new Verdict.Good());
      assertThat(judge("/a.mp4?x=1&" + token + "&y")).isEqualTo(new Verdict.Good());
      assertThat(judge("/b.mp4?" + token)).isEqualTo(new Verdict.Wrong());
      assertThat(judge("/a.mp4/?" + token)).isEqualTo(new Verdict.Wrong());
      assertThat(judge("/%61.mp4?" + token)).isEqualTo(new Verdict.Wrong());
    }
  }

  @Test
  void signedPrefixIsGoodBelowItAlone() {
    String token = signed(prefix("/vod/film/"), LATER, "", "new");
    assertThat(judge("/vod/film/1.ts?" + token)).isEqualTo(new Verdict.Good());
    assertThat(judge("/vod/film/?" + token)).isEqualTo(new Verdict.Good());
    assertThat(judge("/vod/film/1.ts?" + token.replace("/", "%2F"))).isEqualTo(new Verdict.Good());
    assertThat(judge("/vod/film2/1.ts?" + token)).isEqualTo(new Verdict.Wrong());
    assertThat(judge("/vod/film?" + token)).isEqualTo(new Verdict.Wrong());
    assertThat(judge("/vod/?" + token.replace("/vod/film/", "/vod/")))
        .isEqualTo(new Verdict.Wrong());
  }

  @Test
  void pathTokenIsNoPrefixTokenAndTheOtherWayRound() {
    String token = signed(path("/vod/"), LATER, "", "new");
    assertThat(judge("/vod/x?pg_prefix=/vod/&" + token)).isEqualTo(new Verdict.Wrong());
    String prefix = signed(prefix("/vod/"), LATER, "", "new");
    assertThat(judge("/vod/?" + prefix.replace("&pg_prefix=/vod/", "")))
        .isEqualTo(new Verdict.Wrong());
  }

  @Test
  void goodUntilTheLastSecondThenExpired() {
    String target = "/a?" + signed(path("/a"), LATER, "", "new");
    assertThat(judge(target, "", KEYS, LATER)).isEqualTo(new Verdict.Good());
    assertThat(judge(target, "", KEYS, LATER.plusMillis(999))).isEqualTo(new Verdict.Good());
    assertThat(judge(target, "", KEYS, LATER.plusSeconds(1))).isEqualTo(new Verdict.Expired(LATER));
    // Who changes the time learns nothing.
    assertThat(
            judge(
                target.replace(
                    Long.toString(LATER.getEpochSecond()),
                    Long.toString(NOW.minusSeconds(9).getEpochSecond()))))
        .isEqualTo(new Verdict.Wrong());
  }

  @Test
  void addressBindsToOneClient() {
    String target = "/a?" + signed(path("/a"), LATER, "192.0.2.7", "new");
    assertThat(judge(target)).isEqualTo(new Verdict.Good());
    assertThat(judge(target, "192.0.2.8", KEYS, NOW)).isEqualTo(new Verdict.Wrong());
    assertThat(judge(target.replace("&pg_address=192.0.2.7", ""))).isEqualTo(new Verdict.Wrong());
    String v6 = "/a?" + signed(path("/a"), LATER, "2001:db8:0:0:0:0:0:1", "new");
    assertThat(judge(v6.replace(":", "%3A"), "2001:db8:0:0:0:0:0:1", KEYS, NOW))
        .isEqualTo(new Verdict.Good());
  }

  @Test
  void secretThatIsGoneAndOtherSitesMakeItWrong() {
    String target = "/a?" + signed(path("/a"), LATER, "", "old");
    assertThat(judge(target, "", UrlKeys.parse("new " + secret(2)), NOW))
        .isEqualTo(new Verdict.Wrong());
    assertThat(judge(target, "", UrlKeys.parse("old " + secret(2)), NOW))
        .isEqualTo(new Verdict.Wrong());
    assertThat(UrlVerifier.judge("other.example", target, "", KEYS, NOW))
        .isEqualTo(new Verdict.Wrong());
  }

  @Test
  void withoutSignatureItIsMissingAndTwiceItIsWrong() {
    assertThat(judge("/a")).isEqualTo(new Verdict.Missing());
    assertThat(judge("/a?pg_expires=1&pg_key=new")).isEqualTo(new Verdict.Missing());
    String token = signed(path("/a"), LATER, "", "new");
    assertThat(judge("/a?" + token + "&" + token)).isEqualTo(new Verdict.Wrong());
    assertThat(judge("/a?" + token + "&%70g_prefix=/a/")).isEqualTo(new Verdict.Wrong());
  }

  /** Whatever single character of a good URL is changed, it is good no more. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingOfATokenCanBeChanged(long seed) {
    Random random = new Random(seed);
    String token = signed(prefix("/vod/"), LATER, "192.0.2.7", "new");
    String alphabet = "abcdefXYZ0123456789-_/%=&.?";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder changed = new StringBuilder(token);
      int at = random.nextInt(token.length());
      char other = alphabet.charAt(random.nextInt(alphabet.length()));
      if (changed.charAt(at) == other) {
        continue;
      }
      changed.setCharAt(at, other);
      assertThat(judge("/vod/1?" + changed))
          .as(changed.toString())
          .isNotEqualTo(new Verdict.Good());
    }
  }

  /** Whatever comes, there is a verdict, and it is not good; and no token is left in the name. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nonsenseIsNeverGood(long seed) {
    Random random = new Random(seed);
    String[] names = {"pg_expires", "pg_key", "pg_prefix", "pg_address", "pg_signature", "x", "%"};
    for (int i = 0; i < 5_000; i++) {
      StringBuilder target = new StringBuilder("/a?");
      for (int n = random.nextInt(7); n >= 0; n--) {
        target
            .append(names[random.nextInt(names.length)])
            .append('=')
            .append(Strings.random(random, 12, "0129/new%=:.\u00e9"))
            .append('&');
      }
      assertThat(judge(target.toString())).isNotEqualTo(new Verdict.Good());
      String without = UrlVerifier.withoutToken(target.toString());
      assertThat(without).doesNotContain("pg_");
      assertThat(UrlVerifier.withoutToken(without)).isEqualTo(without);
    }
  }

  @Test
  void signatureIsAsDocumented() throws Exception {
    // The same bytes that any other language's library would sign.
    javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(
        new javax.crypto.spec.SecretKeySpec(
            Base64.getUrlDecoder().decode(secret(2)), "HmacSHA256"));
    String expected =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                mac.doFinal(
                    "peerage-url-1\nmedia.example\nprefix\n/vod/\n1790000000\n192.0.2.7\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    assertThat(signed(prefix("/vod/"), Instant.ofEpochSecond(1790000000), "192.0.2.7", "new"))
        .isEqualTo(
            "pg_expires=1790000000&pg_key=new&pg_prefix=/vod/&pg_address=192.0.2.7&pg_signature="
                + expected);
  }

  @Test
  void malformedKeyFilesAreRefusedByLineWithoutTheirSecrets() {
    refuses("", "no secret");
    refuses("# only\n\n", "no secret");
    refuses("a " + secret(1) + "\nb short", "line 2");
    refuses("a " + secret(1) + "\na " + secret(2), "line 2 has the id of a line before it");
    refuses(secret(1), "line 1 is an id");
    refuses("a !!!", "not base64url");
    assertThat(KEYS.toString()).contains("old", "new").doesNotContain(secret(1), secret(2));
    assertThat(KEYS.newest()).isEqualTo("new");
  }

  private static void refuses(String text, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UrlKeys.parse(text))
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret(1), secret(2)));
  }
}
