package io.peerage.benchmarks;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.selection.Candidate;
import io.peerage.tracker.selection.PeerSelector;
import io.peerage.tracker.selection.SelectionParameters;
import io.peerage.tracker.trust.TrustBook;
import io.peerage.tracker.trust.TrustModel;
import io.peerage.tracker.trust.TrustParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The tracker's deciders, with a fleet of 1,000 agents. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrustBenchmark {
  private static final int AGENTS = 1000;
  private static final long ROUND_MILLIS = 60_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final TrustBook book = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
  private final PeerSelector selector = new PeerSelector(SelectionParameters.DEFAULTS);
  private final List<Candidate> candidates = new ArrayList<>();
  private long nowMillis = 1_795_000_000_000L;

  public TrustBenchmark() {
    for (int i = 0; i < AGENTS; i++) {
      book.place(agent(i), account(i), network(i), nowMillis);
    }
    for (int i = 0; i < 100 * AGENTS; i++) {
      observe();
    }
    for (int i = 0; i < 500; i++) {
      candidates.add(
          new Candidate(
              agent(i),
              account(i),
              network(i),
              i % 2 == 0,
              i % 10 == 0 ? AgentState.PROBATION : AgentState.TRUSTED,
              true,
              true,
              1,
              0.3 + random.nextDouble() / 2,
              16,
              random.nextInt(17)));
    }
  }

  private static AgentId agent(int number) {
    return new AgentId("a-" + number);
  }

  private static Account account(int number) {
    return new Account("account-" + number % 100);
  }

  private static NetworkGroup network(int number) {
    return new NetworkGroup("10." + number / 200 + "." + number % 200 + ".0/24");
  }

  /** One line of a report. */
  @Benchmark
  public void observe() {
    nowMillis++;
    book.observe(
        agent(random.nextInt(AGENTS)),
        new Observation(agent(random.nextInt(AGENTS)), 3, 3_000_000, 0, 0, 0),
        nowMillis);
  }

  /** All scores of the fleet, as at the end of each minute. */
  @Benchmark
  public void endRound() {
    nowMillis += ROUND_MILLIS;
    book.endRound(nowMillis);
  }

  /** A list of 20 out of 500 who have the chunk. */
  @Benchmark
  public List<Candidate> select20Of500() {
    return selector.select(candidates, 20, random);
  }
}
