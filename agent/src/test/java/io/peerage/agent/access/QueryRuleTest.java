package io.peerage.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.agent.access.QueryRule.Keep;
import io.peerage.agent.access.QueryRule.ToOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRuleTest {
  private static final QueryRule NONE = new QueryRule(Keep.NONE, List.of(), ToOrigin.KEPT);
  private static final QueryRule ONLY = new QueryRule(Keep.ONLY, List.of("v", "q"), ToOrigin.KEPT);
  private static final QueryRule EXCEPT =
      new QueryRule(Keep.EXCEPT, List.of("token", "session"), ToOrigin.ALL);

  @ParameterizedTest
  @CsvSource({
    "/a, /a, /a, /a",
    "/a?, /a, /a, /a",
    "/a?token=1, /a, /a, /a",
    "/a?v=1, /a, /a?v=1, /a?v=1",
    "/a?token=1&v=2, /a, /a?v=2, /a?v=2",
    "/a?q=2&v=1&session=x, /a, /a?q=2&v=1, /a?q=2&v=1",
    "/a?v=1&v=2, /a, /a?v=1&v=2, /a?v=1&v=2",
    "/a?%74oken=1&x=%20, /a, /a, /a?x=%20",
    "/a?%76=1, /a, /a?%76=1, /a?%76=1",
    "/a?Token=1, /a, /a, /a?Token=1",
    "/a?flag&&v=1, /a, /a?v=1, /a?flag&v=1",
    "/a?x=?token=1, /a, /a, /a?x=?token=1",
    "/a?_HLS_msn=7&token=1&_HLS_part=2, /a?_HLS_msn=7&_HLS_part=2,"
        + " /a?_HLS_msn=7&_HLS_part=2, /a?_HLS_msn=7&_HLS_part=2",
  })
  void parametersThatDoNotBelongToTheNameAreLeftOut(
      String target, String none, String only, String except) {
    assertThat(QueryRule.DEFAULT.nameOf(target)).isEqualTo(target);
    assertThat(NONE.nameOf(target)).isEqualTo(none);
    assertThat(ONLY.nameOf(target)).isEqualTo(only);
    assertThat(EXCEPT.nameOf(target)).isEqualTo(except);
  }

  @Test
  void originIsAskedWithWhatIsInTheNameUnlessItIsToSeeAll() {
    assertThat(ONLY.passedOn("/a?v=1&token=2")).isEqualTo("/a?v=1");
    assertThat(EXCEPT.passedOn("/a?v=1&token=2")).isEqualTo("/a?v=1&token=2");
  }

  /** For any query: the name of a name is itself, and it has nothing that the target had not. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void namesAreTheirOwnNamesAndInventNothing(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String target = "/" + Strings.random(random, 6, "ab/.%") + "?" + query(random);
      for (QueryRule rule : List.of(QueryRule.DEFAULT, NONE, ONLY, EXCEPT)) {
        String name = rule.nameOf(target);
        assertThat(rule.nameOf(name)).as(target).isEqualTo(name);
        assertThat(Query.of(name).path()).isEqualTo(Query.of(target).path());
        assertIsSubsequence(Query.of(name).parts(), Query.of(target).parts());
      }
      // What the rule drops does not matter, wherever it stands.
      String more = target + "&token=" + random.nextInt() + "&%73ession=" + random.nextInt();
      assertThat(EXCEPT.nameOf(more)).as(more).isEqualTo(EXCEPT.nameOf(target));
      assertThat(ONLY.nameOf(more)).as(more).isEqualTo(ONLY.nameOf(target));
      assertThat(Query.of(EXCEPT.nameOf(target)).values("token")).isEmpty();
    }
  }

  private static String query(Random random) {
    List<String> parts = new ArrayList<>();
    String[] names = {
      "v", "q", "token", "session", "%74oken", "x", "", "%", "%zz", "_HLS_msn", "+"
    };
    for (int i = random.nextInt(8); i >= 0; i--) {
      parts.add(
          names[random.nextInt(names.length)]
              + (random.nextBoolean() ? "=" : "")
              + Strings.random(random, 5, "ab=%?;+"));
    }
    return String.join("&", parts);
  }

  private static void assertIsSubsequence(List<String> part, List<String> whole) {
    int at = 0;
    for (String each : part) {
      while (at < whole.size() && !whole.get(at).equals(each)) {
        at++;
      }
      assertThat(at).as("%s of %s", part, whole).isLessThan(whole.size());
      at++;
    }
  }

  @Test
  void rulesThatMeanNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QueryRule(Keep.ONLY, List.of(), ToOrigin.KEPT))
        .withMessageContaining("names is empty: keep ONLY needs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QueryRule(Keep.ALL, List.of("a"), ToOrigin.KEPT))
        .withMessageContaining("say ONLY or EXCEPT");
  }
}
