package io.peerage.tracker.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Authority;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.recording.Line;
import io.peerage.tracker.recording.RecordedPolicy;
import io.peerage.tracker.recording.Recorder;
import io.peerage.tracker.recording.RecordingParameters;
import io.peerage.tracker.recording.RecordingReader;
import io.peerage.tracker.store.embedded.EmbeddedStore;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustBook;
import io.peerage.tracker.trust.TrustLedger;
import io.peerage.tracker.trust.TrustModel;
import io.peerage.tracker.trust.TrustParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tracker's ledger and bans decided, and what a replay of their recording decides. */
class RecordingReplayTest {
  private static final int AGENTS = 24;
  private static final BanParameters BANS =
      new BanParameters(
          3,
          BanParameters.DEFAULTS.firstBan(),
          BanParameters.DEFAULTS.banGrowth(),
          BanParameters.DEFAULTS.strikeWindow(),
          BanParameters.DEFAULTS.strikesForReview(),
          5,
          0.3,
          2,
          BanParameters.DEFAULTS.degradedScore(),
          BanParameters.DEFAULTS.restoredScore(),
          BanParameters.DEFAULTS.contestedDoubt(),
          BanParameters.DEFAULTS.contestedGroups(),
          BanParameters.DEFAULTS.contestedCleanAudits(),
          BanParameters.DEFAULTS.contestedFor(),
          BanParameters.DEFAULTS.proofWindow());
  private static final ShadowParameters SAME =
      new ShadowParameters(true, TrustParameters.DEFAULTS, BANS);
  private static final ShadowParameters OTHER =
      new ShadowParameters(true, TrustParameters.DEFAULTS, BanParameters.DEFAULTS);

  @TempDir Path folder;
  private final Random random = new Random(42);
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private final Map<Instant, Map<AgentId, Status>> decided = new TreeMap<>();
  private int evidence;

  /** A ledger and bans as the tracker has them, with a recorder. */
  private final class Fleet implements Recorder.Source {
    private final Recorder recorder =
        Recorder.start(
            folder.resolve("recording"),
            RecordingParameters.DEFAULTS,
            new RecordedPolicy(TrustParameters.DEFAULTS, BrakeParameters.DEFAULTS, BANS),
            () -> now);
    private final TrustLedger trust;
    private final Bans bans;

    /** Called while a file begins, before the agents of each step are given. */
    private Runnable meanwhile = () -> {};

    private Fleet(EmbeddedStore store) throws IOException {
      trust =
          new TrustLedger(
              TrustParameters.DEFAULTS,
              BrakeParameters.DEFAULTS,
              store.trust(),
              () -> now,
              recorder::heard);
      SecureRandom secure = new SecureRandom();
      Authority authority =
          Authority.open(
              folder.resolve("authority"), "peerage.test", Duration.ofHours(1), () -> now, secure);
      bans =
          new Bans(
              BANS,
              store.bans(),
              new TrackerIdentity(authority, () -> now),
              () -> now,
              new EventLog(() -> now, 1, 10),
              _ -> {},
              recorder);
    }

    @Override
    public void standings(BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to) {
      trust.copy(
          () -> {
            meanwhile.run();
            return before.getAsBoolean();
          },
          to);
    }

    @Override
    public void statuses(Consumer<Map<AgentId, Status>> to) {
      bans.copy(to);
    }

    private void enrol(int number) {
      bans.admit(agent(number), AgentState.PROBATION, now);
      trust.place(
          new Caller(
              agent(number),
              new Account("account-" + number % 20),
              new NetworkGroup("10.0." + number + ".0/24")));
    }

    /** One round of a fleet in which some lie, some corrupt and some turn bad later. */
    private void live(int round) {
      for (int i = 0; i < AGENTS; i++) {
        testify(i, round);
      }
      int audited = random.nextInt(AGENTS);
      boolean clean = audited >= 3 || random.nextInt(3) == 0;
      trust.audited(agent(audited), clean);
      if (clean) {
        bans.auditClean(agent(audited));
      } else {
        bans.auditMismatch(agent(audited), file(agent(audited)));
      }
      now = now.plus(Duration.ofMinutes(1));
      bans.carryOutExpiries();
      trust.endRound();
      recorder.endRound();
      bans.reviewScores(trust);
      recorder.tend(this);
      decided.put(now, bans.statuses());
    }

    private void testify(int client, int round) {
      int server = random.nextInt(AGENTS);
      boolean bad = (server == 5 && round > 60) || random.nextInt(20) == 0;
      trust.observe(
          agent(client),
          List.of(
              new Observation(agent(server), bad ? 0 : 2, 10, bad ? 1 : 0, random.nextInt(2), 0)),
          _ -> {});
    }
  }

  private EvidenceFile file(AgentId agent) {
    return new EvidenceFile(
        "ev-" + evidence++,
        agent,
        Evidence.Kind.AUDIT,
        now,
        "wrong",
        Base64Bytes.of(new byte[] {1}));
  }

  private static AgentId agent(int number) {
    return new AgentId("a-" + number);
  }

  @Test
  void samePolicyDecidesExactlyWhatTheTrackerDidAndAnotherDoesNot() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"))) {
      Fleet fleet = new Fleet(store);
      fleet.recorder.begin(fleet);
      for (int i = 0; i < AGENTS; i++) {
        fleet.enrol(i);
      }
      for (int round = 0; round < 120; round++) {
        fleet.live(round);
      }
      fleet.trust.setComplaintsAside(agent(5), now.plus(Duration.ofDays(1)));
      fleet.trust.takeBackFailedAudits(agent(0), List.of(now));
      fleet.trust.forget(agent(7));
      fleet.bans.forget(agent(7));
      // Bans end, and the day does: a second file.
      now = now.plus(Duration.ofHours(30));
      for (int round = 120; round < 150; round++) {
        fleet.live(round);
      }
      fleet.recorder.close();
      assertThat(fleet.recorder.lost()).isZero();
    }
    assertThat(files()).hasSize(2);
    assertThat(states(decided).values().stream().flatMap(all -> all.values().stream()).distinct())
        .contains(
            AgentState.PROBATION, AgentState.TRUSTED, AgentState.QUARANTINE, AgentState.BANNED);

    Map<Instant, Map<AgentId, Status>> replayed = new TreeMap<>();
    Replay.Result result =
        Replay.run(
            folder.resolve("recording"),
            SAME,
            (at, statuses) -> replayed.put(at, new HashMap<>(statuses)));
    assertThat(states(replayed)).isEqualTo(states(decided));
    assertThat(result.divergences()).isEmpty();
    assertThat(result.starts()).isEqualTo(1);
    assertThat(result.agents()).isEqualTo(AGENTS);

    Replay.Result other = Replay.run(folder.resolve("recording"), OTHER);
    assertThat(other.divergences()).isNotEmpty().hasSize((int) other.begun());
    assertThat(Replay.run(folder.resolve("recording"), OTHER)).isEqualTo(other);
  }

  @Test
  void replayMayBeginAtAnyFileAlsoWhenReportsCameInWhileItBegan() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"))) {
      Fleet fleet = new Fleet(store);
      fleet.recorder.begin(fleet);
      for (int i = 0; i < AGENTS; i++) {
        fleet.enrol(i);
      }
      for (int round = 0; round < 30; round++) {
        fleet.live(round);
      }
      fleet.meanwhile =
          () -> {
            for (int i = 0; i < AGENTS; i++) {
              fleet.testify(i, 30);
              fleet.trust.audited(agent(i), true);
            }
          };
      now = now.plus(Duration.ofDays(1));
      fleet.live(30);
      // What the replay begins with, and then has heard: nothing twice and nothing not at all.
      Map<AgentId, Double> good = new HashMap<>();
      fleet.trust.scores().forEach((agent, score) -> good.put(agent, score.good()));
      fleet.recorder.close();
      Files.delete(files().getFirst());
      KnownSoFar known = new KnownSoFar();
      List<Line> lines = new ArrayList<>();
      RecordingReader.read(folder.resolve("recording"), lines::add);
      for (Line line : lines) {
        switch (line) {
          case Line.Known one -> known.add(one);
          case Line.Stands one -> known.add(one);
          case Line.Event one -> known.add(one);
          case Line.Begin _, Line.Complete _, Line.Gap _, Line.End _ -> {}
        }
      }
      TrustBook book = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
      book.restore(known.trust(), now.toEpochMilli());
      assertThat(known.later()).isNotEmpty();
      known
          .later()
          .forEach(event -> {
            if (event instanceof Line.Evidence heard) {
              heard.event().applyTo(book, now.toEpochMilli());
            }
          });
      good.forEach((agent, expected) ->
          assertThat(book.score(agent, now.toEpochMilli()).orElseThrow().good())
              .as(agent.value())
              .isEqualTo(expected));
      assertThat(known.statuses()).isEqualTo(fleet.bans.statuses());
    }
  }

  @Test
  void gapBeginsBothAnewAndWhatDifferedIsKept() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"))) {
      for (int start = 0; start < 2; start++) {
        Fleet fleet = new Fleet(store);
        fleet.recorder.begin(fleet);
        for (int i = 0; i < AGENTS; i++) {
          fleet.enrol(i);
        }
        for (int round = 0; round < 40; round++) {
          fleet.live(round);
        }
        fleet.recorder.close();
        fleet.trust.flush();
        now = now.plusSeconds(1);
      }
    }
    Replay.Result whole = Replay.run(folder.resolve("recording"), OTHER);
    assertThat(whole.starts()).isEqualTo(1);
    // As after an abrupt end: the last line is cut.
    Path first = files().getFirst();
    String text = Files.readString(first);
    Files.writeString(first, text.substring(0, text.length() - 5));
    Replay.Result cut = Replay.run(folder.resolve("recording"), OTHER);
    assertThat(cut.starts()).isEqualTo(2);
    assertThat(cut.events()).isEqualTo(whole.events());
    assertThat(cut.divergences()).isNotEmpty();

    Files.writeString(first, text.lines().findFirst().orElseThrow() + "\n");
    Files.delete(files().getLast());
    assertThatIOException()
        .isThrownBy(() -> Replay.run(folder.resolve("recording"), OTHER))
        .withMessageContaining("nothing to replay");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("recording"))) {
      return files.sorted().toList();
    }
  }

  private static Map<Instant, Map<AgentId, AgentState>> states(
      Map<Instant, Map<AgentId, Status>> statuses) {
    Map<Instant, Map<AgentId, AgentState>> states = new TreeMap<>();
    statuses.forEach((at, all) -> {
      Map<AgentId, AgentState> each = new TreeMap<>();
      all.forEach((agent, status) -> each.put(agent, status.state()));
      states.put(at, each);
    });
    return states;
  }
}
