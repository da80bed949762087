package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ServerOpinionsTest {
  private static final TrustParameters PARAMETERS = TrustParameters.DEFAULTS;
  private static final long NOW = 1_763_710_000_000L;
  private static final long HOUR = 3_600_000;

  private final Standing server = standing(0);

  @Test
  void onesThatWereForgottenHaveNoVoteAndLeaveTheOthersTheirs() {
    SplittableRandom random = new SplittableRandom(1);
    List<Opinion> left = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      left.add(says(i, random.nextInt(3), random.nextInt(1, 3), NOW));
      if (random.nextInt(3) == 0) {
        Opinion dropped = left.remove(random.nextInt(left.size()));
        server.opinions.remove(dropped.client.number);
      }
      assertThat(recent(NOW).badShare()).isCloseTo(meanBadShare(left), within(1e-9));
    }
    assertThat(server.opinions.size()).isEqualTo(left.size());
  }

  @Test
  void whatIsNotRecentHasNoVote() {
    says(1, 0, 2, NOW);
    says(2, 2, 0, NOW + 3 * HOUR);
    assertThat(recent(NOW + 3 * HOUR).badShare()).isZero();
    assertThat(recent(NOW).badShare()).isEqualTo(0.5);
  }

  @Test
  void whatWasSetAsideHasNoVoteForSoLong() {
    Opinion complaint = says(1, 0, 2, NOW);
    says(2, 2, 0, NOW);
    complaint.asideUntilMillis = NOW + 60_000;
    server.opinions.changed(complaint);
    assertThat(recent(NOW).badShare()).isZero();
    assertThat(recent(NOW + 60_000).badShare()).isEqualTo(0.5);
  }

  @Test
  void noneFadesBeforeTheFirstIsARatingNoMore() {
    says(1, 3, 0, NOW);
    long week = 7 * 24 * HOUR;
    assertThat(server.opinions.mayHaveFaded(NOW + week)).isFalse();
    assertThat(server.opinions.mayHaveFaded(NOW + 3 * week)).isTrue();
  }

  private Votes recent(long nowMillis) {
    Votes votes = new Votes();
    server.opinions.addRecent(votes, nowMillis);
    votes.count();
    return votes;
  }

  private static double meanBadShare(List<Opinion> opinions) {
    return opinions.stream().mapToDouble(Opinion::recentBadShare).average().orElse(0);
  }

  private Opinion says(int client, int good, int bad, long nowMillis) {
    Opinion opinion = new Opinion(standing(client), server, nowMillis);
    opinion.link();
    opinion.add(PARAMETERS, good, bad);
    server.opinions.changed(opinion);
    return opinion;
  }

  private static Standing standing(int number) {
    Standing standing =
        new Standing(
            number,
            new AgentId("a-" + number),
            new Account("account-" + number),
            new NetworkGroup("10." + number / 256 + "." + number % 256 + ".0/24"),
            PARAMETERS,
            NOW);
    standing.accountNumber = number;
    standing.networkNumber = number;
    return standing;
  }
}
