package io.peerage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tokens' colours against the contrasts of WCAG 2.2 at level AA, in both themes. */
class ContrastTest {
  private static final Pattern TOKEN =
      Pattern.compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\);");
  private static final double TEXT = 4.5;
  private static final double GRAPHICS = 3;

  private final Map<String, List<Integer>> tokens = tokens();

  @Test
  void textStandsOutFromWhateverIsUnderIt() {
    for (String ground : List.of("page", "card", "hover")) {
      for (String text : List.of("ink", "soft", "accent")) {
        assertContrast(text, ground, TEXT);
      }
    }
    for (String kind : List.of("good", "calm", "warn", "bad")) {
      assertContrast(kind, kind + "-soft", TEXT);
    }
    assertContrast("on-accent", "accent", TEXT);
    assertContrast("ink", "calm-soft", TEXT);
    assertContrast("soft", "calm-soft", TEXT);
    assertContrast("accent", "calm-soft", TEXT);
  }

  @Test
  void graphicsStandOutFromTheirCard() {
    for (String graphic : List.of("store", "peer", "origin", "edge", "good", "accent", "ink")) {
      assertContrast(graphic, "card", GRAPHICS);
    }
  }

  private void assertContrast(String front, String back, double least) {
    for (int theme = 0; theme < 2; theme++) {
      assertThat(contrast(color(front, theme), color(back, theme)))
          .as("%s on %s, %s", front, back, theme == 0 ? "light" : "dark")
          .isGreaterThanOrEqualTo(least);
    }
  }

  private int color(String token, int theme) {
    return Objects.requireNonNull(tokens.get(token), token).get(theme);
  }

  /** The contrast ratio of WCAG, 1 to 21. */
  private static double contrast(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 255)
        + 0.7152 * linear(rgb >> 8 & 255)
        + 0.0722 * linear(rgb & 255);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static Map<String, List<Integer>> tokens() {
    Map<String, List<Integer>> tokens = new HashMap<>();
    try (InputStream in =
        Objects.requireNonNull(ContrastTest.class.getResourceAsStream("tokens.css"))) {
      String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      TOKEN
          .matcher(css)
          .results()
          .forEach((MatchResult token) ->
              tokens.put(
                  token.group(1),
                  List.of(
                      Integer.parseInt(token.group(2), 16), Integer.parseInt(token.group(3), 16))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return tokens;
  }
}
