package io.peerage.agent.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of CTA-5004. */
class CmcdTest {
  @Test
  void versionOneAsQuery() {
    Cmcd says =
        Cmcd.parse(
            "bl=21300,br=3200,bs,cid=\"faec5fc2-ac30-11ea-bb37-0242ac130002\",d=4004,"
                + "nor=\"..%2F300kbps%2Ftrack.m4v\",nrr=\"12323-48763\",ot=v,pr=1.08,rtp=12000,"
                + "sf=d,sid=\"6e2fb550-c457-11e9-bb97-0800200c9a66\",st=v,su,tb=6000");
    assertThat(says)
        .isEqualTo(
            new Cmcd(
                "6e2fb550-c457-11e9-bb97-0800200c9a66",
                "v",
                List.of("../300kbps/track.m4v"),
                "12323-48763"));
  }

  @Test
  void versionTwoHasListsWithParameters() {
    Cmcd says = Cmcd.parse("v=2,sid=\"s\",ot=av,nor=(\"a.m4s\" \"b%20c.m4s\";r=\"0-99\")");
    assertThat(says.nextObjects()).containsExactly("a.m4s", "b%20c.m4s".replace("%20", " "));
    assertThat(says.ot()).isEqualTo("av");
  }

  @Test
  void plusIsAPlus() {
    assertThat(Cmcd.parse("nor=\"a+b.ts\"").nextObjects()).containsExactly("a+b.ts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nor",
        "nor=unquoted",
        "nor=\"",
        "nor=\"%zz\"",
        "NOR=\"a\"",
        "nor=\"\"",
        "=\"a\"",
        ",,,",
        "nor=(\"a\"",
        "nrr=\"everything\"",
        "sid=\"with space\"",
        "ot=TOOLONG",
      })
  void whatIsMalformedIsNotSaid(String text) {
    assertThat(Cmcd.parse(text)).isEqualTo(Cmcd.NONE);
  }

  @Test
  void whatIsTooLongIsNotSaid() {
    assertThat(Cmcd.parse("sid=\"s\",nor=\"" + "a".repeat(5000) + "\"")).isEqualTo(Cmcd.NONE);
    assertThat(Cmcd.parse("nor=(" + "\"a\" ".repeat(100) + ")").nextObjects()).hasSize(4);
  }

  @Test
  void nothingMakesItFail() {
    String alphabet = "nors=\"()\\,; %2Fab0-";
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(Cmcd.parse(text.toString()).nextObjects()).hasSizeLessThanOrEqualTo(4);
    }
  }
}
