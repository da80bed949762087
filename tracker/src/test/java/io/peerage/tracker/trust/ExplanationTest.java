package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.trust.Explanation.Kind;
import io.peerage.tracker.trust.Explanation.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final AgentId SERVER = new AgentId("server");

  private final TrustBook book = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
  private long now = 20_000 * DAY;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void partsAddUpToTheScoreWhateverHappened(long seed) {
    Random random = new Random(seed);
    List<AgentId> agents = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      agents.add(agent("agent-" + i, i));
    }
    for (int step = 0; step < 3000; step++) {
      AgentId one = agents.get(random.nextInt(agents.size()));
      AgentId other = agents.get(random.nextInt(agents.size()));
      switch (random.nextInt(40)) {
        case 0 -> book.auditFailed(one, now);
        case 1, 2, 3 -> book.auditClean(one, now);
        case 4 -> book.setComplaintsAside(one, now + HOUR, now);
        case 5 -> book.takeBackFailedAudits(one, List.of(now - random.nextLong(DAY)), now);
        case 6 -> book.freeze(random.nextBoolean());
        case 7 -> now += random.nextLong(6 * HOUR);
        case 8 -> now -= random.nextLong(MINUTE);
        case 9 -> {
          if (random.nextInt(10) == 0) {
            book.forget(one);
            agent(one.value(), 7);
          }
        }
        case 10, 11, 12, 13 -> book.endRound(now += MINUTE);
        default -> observe(one, other, random.nextInt(8), random.nextInt(4) / 3);
      }
      if (step % 10 == 0) {
        assertAddsUp(one);
      }
    }
    TrustBook restored = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
    restored.restore(book.drainChanges(Integer.MAX_VALUE), now);
    agents.forEach(agent -> {
      assertAddsUp(agent);
      Explanation explanation = restored.explain(agent, now + DAY).orElseThrow();
      assertThat(sum(explanation))
          .isCloseTo(restored.score(agent, now + DAY).orElseThrow().score(), within(1e-9));
    });
  }

  @Test
  void strangerHasOnlyTheStart() {
    agent("server", 0);
    Explanation explanation = explain();
    assertThat(explanation.parts()).extracting(Part::kind).containsExactly(Kind.START);
    assertThat(book.explain(new AgentId("nobody"), now)).isEmpty();
  }

  @Test
  void everySourceIsNamedWithWhatIsLeftOfItAndWhen() {
    agent("server", 0);
    AgentId friend = agent("friend", 1);
    AgentId foe = agent("foe", 2);
    for (int i = 0; i < 8; i++) {
      book.auditClean(SERVER, now);
    }
    book.auditFailed(SERVER, now);
    observe(friend, SERVER, 2, 0);
    long then = now;
    now += DAY;
    observe(foe, SERVER, 0, 9);
    book.endRound(now);

    Explanation explanation = explain();
    assertThat(part(explanation, Kind.AUDITS_CLEAN).weight()).isCloseTo(4, within(1e-9));
    assertThat(part(explanation, Kind.AUDITS_CLEAN).faded()).isCloseTo(4, within(1e-9));
    Part failed = part(explanation, Kind.AUDITS_FAILED);
    assertThat(failed.weight()).isCloseTo(5 * Math.pow(2, -1 / 7.0), within(1e-9));
    assertThat(failed.effect()).isNegative();
    assertThat(failed.client()).isNull();
    Part good = part(explanation, Kind.TESTIMONY_GOOD);
    assertThat(good.client()).isEqualTo(friend);
    assertThat(good.weight()).isCloseTo(0.1, within(1e-9));
    assertThat(good.credibility()).isEqualTo(0.1);
    assertThat(good.last()).isEqualTo(Instant.ofEpochMilli(then));
    Part bad = part(explanation, Kind.TESTIMONY_BAD);
    assertThat(bad.client()).isEqualTo(foe);
    assertThat(bad.weight()).isCloseTo(0.3, within(1e-9));
    assertThat(bad.faded()).isZero();
    assertThat(part(explanation, Kind.DOUBT).client()).isEqualTo(foe);
    assertThat(part(explanation, Kind.CONTROLLER).effect()).isNegative();
    assertThat(explanation.auditsFailed()).isLessThan(1).isGreaterThan(0.9);
    assertThat(explanation.clients()).isEqualTo(2);
  }

  @Test
  void manyClientsAreBoundedTheGreatestFirstAndTheRestCounted() {
    agent("server", 0);
    for (int i = 1; i <= 50; i++) {
      observe(agent("client-" + i, i), SERVER, i % 3 + 1, 0);
    }
    List<Part> parts = explain().parts();
    assertThat(parts).hasSize(1 + Explainer.MAX_CLIENT_PARTS + 1);
    assertThat(parts.getFirst().kind()).isEqualTo(Kind.START);
    assertThat(parts.getLast().kind()).isEqualTo(Kind.REST);
    assertThat(parts.getLast().count()).isEqualTo(50 - Explainer.MAX_CLIENT_PARTS);
    assertThat(parts.subList(1, parts.size() - 1))
        .extracting(part -> -Math.abs(part.effect()))
        .isSorted();
    assertAddsUp(SERVER);
  }

  @Test
  void whatForgottenClientsSaidIsThereWithoutAName() {
    agent("server", 0);
    AgentId client = agent("client", 1);
    observe(client, SERVER, 2, 2);
    book.forget(client);
    Explanation explanation = explain();
    assertThat(part(explanation, Kind.EARLIER_GOOD).weight()).isCloseTo(0.2, within(1e-9));
    assertThat(part(explanation, Kind.EARLIER_BAD).weight()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void complaintsSetAsideCountForNothingUntilTheTimeIsOver() {
    slandered();
    double before = explain().score().score();
    assertThat(explain().score().doubt()).isGreaterThan(0.05);
    book.setComplaintsAside(SERVER, now + DAY, now);
    Score after = explain().score();
    assertThat(after.doubt()).isZero();
    assertThat(after.bad()).isCloseTo(0, within(1e-9));
    assertThat(after.score()).isGreaterThan(before);
    assertThat(after.good()).isGreaterThan(19);

    slander();
    book.endRound(now += MINUTE);
    assertThat(explain().score().doubt()).isZero();
    assertThat(explain().score().bad()).isCloseTo(0, within(1e-9));

    // Another's word counts, as do theirs of others.
    observe(agent("witness", 60), SERVER, 0, 3);
    book.endRound(now += MINUTE);
    assertThat(explain().score().doubt()).isPositive();

    now += DAY;
    slander();
    book.endRound(now += MINUTE);
    assertThat(explain().score().doubt()).isGreaterThan(0.05);
  }

  @Test
  void failedAuditHasThoseHeardAgainWhoWereSetAside() {
    slandered();
    book.setComplaintsAside(SERVER, now + DAY, now);
    TrustBook restored = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
    restored.restore(book.drainChanges(Integer.MAX_VALUE), now);
    assertThat(restored.score(SERVER, now).orElseThrow().doubt()).isZero();
    book.auditFailed(SERVER, now);
    book.endRound(now += MINUTE);
    assertThat(explain().score().doubt()).isGreaterThan(0.05);
  }

  @Test
  void failedAuditsThatAreTakenBackLeaveNothingAndOthersStay() {
    agent("server", 0);
    book.auditFailed(SERVER, now);
    long first = now;
    now += DAY;
    book.auditFailed(SERVER, now);
    long second = now;
    now += HOUR;
    book.takeBackFailedAudits(SERVER, List.of(second), now);
    assertThat(explain().score().bad())
        .isCloseTo(5 * Math.pow(2, -(now - first) / (7.0 * DAY)), within(1e-9));
    assertThat(explain().auditsFailed()).isLessThan(1);
    book.takeBackFailedAudits(SERVER, List.of(first, second), now);
    assertThat(explain().score().bad()).isCloseTo(0, within(1e-9));
    assertThat(explain().auditsFailed()).isCloseTo(0, within(1e-9));
  }

  /** Twenty clean audits, and ten clients that complain. */
  private void slandered() {
    agent("server", 0);
    for (int i = 0; i < 20; i++) {
      book.auditClean(SERVER, now);
    }
    slander();
    book.endRound(now += MINUTE);
  }

  private void slander() {
    for (int i = 1; i <= 10; i++) {
      observe(agent("client-" + i, i), SERVER, 0, 3);
    }
  }

  private AgentId agent(String name, int number) {
    AgentId agent = new AgentId(name);
    book.place(
        agent, new Account("account-" + number), new NetworkGroup("10.7." + number + ".0/24"), now);
    return agent;
  }

  private void observe(AgentId client, AgentId server, int transfers, int mismatches) {
    book.observe(client, new Observation(server, transfers, transfers, mismatches, 0, 0), now);
  }

  private Explanation explain() {
    return book.explain(SERVER, now).orElseThrow();
  }

  private void assertAddsUp(AgentId agent) {
    Explanation explanation = book.explain(agent, now).orElseThrow();
    double score = book.score(agent, now).orElseThrow().score();
    assertThat(explanation.score().score()).isEqualTo(score);
    assertThat(sum(explanation)).as("%s", explanation).isCloseTo(score, within(1e-9));
    assertThat(explanation.parts()).hasSizeLessThan(Explainer.MAX_CLIENT_PARTS + 10);
  }

  private static double sum(Explanation explanation) {
    return explanation.parts().stream().mapToDouble(Part::effect).sum();
  }

  private static Part part(Explanation explanation, Kind kind) {
    return explanation.parts().stream()
        .filter(part -> part.kind() == kind)
        .findFirst()
        .orElseThrow();
  }
}
