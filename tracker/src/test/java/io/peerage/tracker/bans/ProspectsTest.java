package io.peerage.tracker.bans;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProspectsTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private static final List<AgentState> JUDGED =
      Stream.of(AgentState.values()).filter(AgentState::isOffered).toList();
  private static final BanParameters PARAMETERS = BanParameters.DEFAULTS;

  private final BanPolicy policy = new BanPolicy(PARAMETERS);
  private final Prospects prospects = new Prospects(PARAMETERS, policy);

  @Test
  void whatThePolicyDoesWithAScoreIsWhatHasItsConditionsMet() {
    Random random = new Random(1);
    int changes = 0;
    for (int i = 0; i < 20_000; i++) {
      AgentState state = JUDGED.get(random.nextInt(JUDGED.size()));
      Status status = Status.initial(state, START);
      Instant now = START.plus(Duration.ofMinutes(random.nextInt(720)));
      Occurrence.ScoreReviewed score =
          new Occurrence.ScoreReviewed(
              random.nextInt(60),
              random.nextDouble(),
              random.nextInt(10),
              random.nextDouble(),
              random.nextDouble() / 2,
              random.nextInt(10),
              random.nextDouble() * 10);
      Judgement judgement = policy.judge(status, score, now);
      Set<AgentState> met =
          prospects.of(status, score, now).stream()
              .filter(prospect -> prospect.event() == null)
              .filter(prospect -> prospect.conditions().stream().allMatch(Prospect.Condition::met))
              .filter(
                  prospect -> prospect.notBefore() == null || !now.isBefore(prospect.notBefore()))
              .map(Prospect::to)
              .collect(Collectors.toSet());
      if (judgement.verdict().isPresent()) {
        assertThat(met).as("%s %s", status, score).contains(judgement.status().state());
        changes++;
      } else {
        assertThat(met).as("%s %s", status, score).isEmpty();
      }
    }
    assertThat(changes).isGreaterThan(1000);
  }

  @Test
  void conditionsOfTrustAreToldWithWhatIsAndWhatIsNeeded() {
    assertThat(texts(Status.initial(AgentState.PROBATION, START)))
        .contains(
            "PROBATION -> TRUSTED needs g >= 30 (is 12.4), L >= 0.5 (is 0.499), independent"
                + " clients >= 5 (is 3)")
        .anyMatch(text -> text.startsWith("PROBATION -> QUARANTINE needs a mismatch in an audit"))
        .anyMatch(text -> text.startsWith("PROBATION -> BANNED needs a second proof within 30d"))
        .anyMatch(text -> text.endsWith("for 24 h"));
  }

  @Test
  void quarantineSaysHowManyCleanAuditsLeadOutOfIt() {
    Status status =
        new Status(
            AgentState.QUARANTINE,
            START,
            null,
            12,
            List.of(START.minus(Duration.ofDays(9))),
            List.of(START),
            List.of("ev-1"));
    assertThat(texts(status))
        .contains(
            "QUARANTINE -> PROBATION needs clean audits in a row >= 59 (is 12)",
            "QUARANTINE -> PROBATION needs an appeal that is upheld",
            "QUARANTINE -> BANNED needs another mismatch in an audit; for 96 h")
        .anyMatch(text -> text.contains("a mistake once (one is)"));
  }

  @Test
  void banSaysWhenItEndsAndAPermanentOneThatOnlyAnAppealEndsIt() {
    Instant until = START.plus(Duration.ofDays(1));
    Status banned =
        new Status(AgentState.BANNED, START, until, 0, List.of(START), List.of(), List.of("ev-1"));
    assertThat(texts(banned))
        .containsExactly(
            "BANNED -> QUARANTINE at 2026-11-22T09:00:00Z",
            "BANNED -> PROBATION needs an appeal that is upheld");
    Status fourth =
        new Status(
            AgentState.BANNED,
            START,
            until,
            0,
            List.of(START, START, START, START),
            List.of(),
            List.of());
    assertThat(texts(fourth)).anyMatch(text -> text.contains("a person's review"));
    Status forGood =
        new Status(AgentState.BANNED, START, null, 0, List.of(START), List.of(), List.of());
    assertThat(texts(forGood))
        .containsExactly("BANNED -> PROBATION needs an appeal that is upheld");
  }

  @Test
  void contestedSaysFromWhenOn() {
    assertThat(texts(Status.initial(AgentState.CONTESTED, START)))
        .contains(
            "CONTESTED -> PROBATION needs doubt Q < 0.15 (is 0.2), not before"
                + " 2026-11-21T15:00:00Z");
  }

  @Test
  void statementSaysWhatWasDecidedOnWhichFactsUnderWhichRule() {
    Instant until = START.plus(Duration.ofDays(1));
    Status banned =
        new Status(
            AgentState.BANNED, START, until, 0, List.of(START), List.of(), List.of("ev-1", "ev-2"));
    Verdict quarantine =
        new Verdict(
            START.minusSeconds(60),
            AgentState.TRUSTED,
            AgentState.QUARANTINE,
            "an audit",
            List.of("ev-1"),
            null);
    Verdict trusted =
        new Verdict(
            START.minusSeconds(90),
            AgentState.PROBATION,
            AgentState.TRUSTED,
            "good",
            List.of(),
            null);
    Verdict ban =
        new Verdict(
            START,
            AgentState.QUARANTINE,
            AgentState.BANNED,
            "another",
            List.of("ev-1", "ev-2"),
            until);
    EvidenceFile.Summary kept =
        new EvidenceFile.Summary("ev-2", Evidence.Kind.AUDIT, START, "block 5");
    List<Statement> statements =
        new Statements(PARAMETERS)
            .of(new AgentId("a-1"), banned, List.of(ban, quarantine, trusted), List.of(kept));
    assertThat(statements).hasSize(2);
    Statement present = statements.getFirst();
    assertThat(present.inForce()).isTrue();
    assertThat(present.facts()).isEqualTo("another");
    assertThat(present.evidence())
        .containsExactly(new Statement.Exhibit("ev-1", null), new Statement.Exhibit("ev-2", kept));
    assertThat(present.rule())
        .contains("A second mismatch")
        .contains("within 90d for 1d")
        .contains("4 times");
    assertThat(present.ends()).contains(until.toString());
    assertThat(present.appeal()).contains("peerage appeals file a-1");
    assertThat(present.decidedBy()).isEqualTo(Statement.Decider.PROGRAM);
    assertThat(statements.get(1).inForce()).isFalse();
    assertThat(statements.get(1).rule()).contains("One mismatch");
  }

  private List<String> texts(Status status) {
    Occurrence.ScoreReviewed score =
        new Occurrence.ScoreReviewed(12.4, 0.4999, 3, 0.4, 0.2, 2, 1.5);
    return prospects.of(status, score, START).stream().map(Prospect::text).toList();
  }
}
