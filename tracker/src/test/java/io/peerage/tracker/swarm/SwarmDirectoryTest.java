package io.peerage.tracker.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.ChunkSet;
import io.peerage.protocol.message.Holding;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.FakeClock;
import io.peerage.tracker.events.Event;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventStream;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SwarmDirectoryTest {
  private static final long MIB = 1 << 20;
  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T09:00:00Z"));
  private final EventLog events = new EventLog(clock, 4, 100);
  private final SplittableRandom random = new SplittableRandom(1);
  private final SwarmDirectory swarm = directory(SwarmParameters.DEFAULTS);

  @Test
  void firstAnnounceUnderAnUnknownEpochIsTakenInButAnsweredWithResync() {
    assertThat(announce("a", 1, false, holding("x", 0))).isTrue();
    assertThat(holders("x", "z")).containsExactly("a");
    assertThat(announce("a", 2, false)).isTrue();
    assertThat(announce("a", 3, true, holding("y", 0))).isFalse();
    assertThat(holders("x", "z")).isEmpty();
    assertThat(holders("y", "z")).containsExactly("a");
    assertThat(announce("a", 4, false)).isFalse();
  }

  @Test
  void fullListMayGoOnInTheNextAnnounces() {
    assertThat(announce("a", 1, true, holding("x", 0))).isFalse();
    assertThat(announce("a", 2, false, holding("y", 0))).isFalse();
    assertThat(presence("a").contents()).isEqualTo(2);
  }

  @Test
  void gapInTheSequenceAsksForEverythingUntilItCame() {
    announce("a", 1, true, holding("x", 0));
    assertThat(announce("a", 3, false, holding("y", 0))).isTrue();
    assertThat(presence("a").contents()).isEqualTo(2);
    assertThat(announce("a", 4, false)).isTrue();
    assertThat(announce("a", 5, true, holding("y", 0))).isFalse();
    assertThat(presence("a").contents()).isEqualTo(1);
  }

  @Test
  void announceThatIsSentAgainChangesNothing() {
    announce("a", 1, true, holding("x", 0, 1));
    assertThat(announce("a", 2, false, holding("x", 0))).isFalse();
    assertThat(announce("a", 2, false, holding("x", 0))).isFalse();
    assertThat(presence("a").chunks()).isEqualTo(1);
  }

  @Test
  void overtakenAnnounceIsNotTakenIn() {
    announce("a", 1, true, holding("x", 0));
    announce("a", 2, false);
    announce("a", 3, false, holding("x", 0, 1));
    assertThat(announce("a", 2, false, holding("x", 0))).isTrue();
    assertThat(presence("a").chunks()).isEqualTo(2);
  }

  @Test
  void newEpochAsksForEverything() {
    announce("a", 1, true, holding("x", 0));
    assertThat(swarm.announce(caller("a"), request("other", 1, false, "z"))).isTrue();
    assertThat(swarm.announce(caller("a"), request("other", 2, true, "z"))).isFalse();
    assertThat(presence("a").contents()).isZero();
  }

  @Test
  void holdingReplacesTheEarlierOneAndEmptyTakesItBack() {
    announce("a", 1, true, holding("x", 0, 1, 2), holding("y", 0));
    assertThat(presence("a").chunks()).isEqualTo(4);
    announce("a", 2, false, holding("x", 3), holding("y"));
    assertThat(presence("a").chunks()).isEqualTo(1);
    assertThat(presence("a").contents()).isEqualTo(1);
    assertThat(holders("y", "z")).isEmpty();
    assertThat(swarm.holdings()).isEqualTo(1);
  }

  @Test
  void agentThatMissesThreeHeartbeatsIsOfflineAndComesBackWithItsHoldings() throws Exception {
    try (EventStream stream = events.follow(null).orElseThrow()) {
      announce("a", 1, true, holding("x", 0));
      clock.advance(Duration.ofSeconds(30));
      swarm.sweep();
      assertThat(presence("a").online()).isTrue();
      clock.advance(Duration.ofMillis(1));
      long before = swarm.revision();
      swarm.sweep();
      assertThat(presence("a").online()).isFalse();
      assertThat(swarm.revision()).isNotEqualTo(before);
      assertThat(holders("x", "z")).isEmpty();
      assertThat(swarm.onlineIn("z")).isEmpty();
      assertThat(announce("a", 2, false)).isFalse();
      assertThat(holders("x", "z")).containsExactly("a");
      assertThat(next(stream))
          .containsExactly(EventType.AGENT_ONLINE, EventType.AGENT_OFFLINE, EventType.AGENT_ONLINE);
    }
  }

  @Test
  void agentThatSaysGoodbyeIsOfflineAtOnce() {
    announce("a", 1, true, holding("x", 0));
    swarm.announce(
        caller("a"),
        new AnnounceRequest(
            "epoch",
            2,
            true,
            "z",
            new PeerEndpoint("127.0.0.1", 7441),
            new Capacity(0, 0),
            0,
            0,
            List.of()));
    assertThat(presence("a").online()).isFalse();
    assertThat(swarm.onlineIn("z")).isEmpty();
    announce("a", 3, true, holding("x", 0));
    assertThat(presence("a").online()).isTrue();
  }

  @Test
  void agentThatIsLongGoneIsForgottenWithAllItHad() {
    announce("a", 1, true, holding("x", 0));
    clock.advance(Duration.ofMinutes(11));
    swarm.sweep();
    assertThat(swarm.presence(new AgentId("a"))).isEmpty();
    assertThat(swarm.holdings()).isZero();
    assertThat(announce("a", 2, false)).isTrue();
  }

  @Test
  void removedAgentIsGoneAtOnce() {
    announce("a", 1, true, holding("x", 0));
    swarm.remove(new AgentId("a"));
    assertThat(holders("x", "z")).isEmpty();
    assertThat(swarm.online()).isEmpty();
  }

  @Test
  void contentsBeyondAnAgentsShareArePassedOver() {
    SwarmDirectory small = directory(new SwarmParameters(3, TimeSpan.parse("10m"), 2, 3));
    small.announce(
        caller("a"), request("e", 1, true, "z", holding("x", 0), holding("y", 0), holding("w", 0)));
    assertThat(small.presence(new AgentId("a")).orElseThrow().contents()).isEqualTo(2);
    small.announce(caller("b"), request("e", 1, true, "z", holding("x", 0), holding("y", 0)));
    assertThat(small.presence(new AgentId("b")).orElseThrow().contents()).isEqualTo(1);
    assertThat(small.holdings()).isEqualTo(3);
    assertThat(small.passedOver()).isEqualTo(2);
    small.announce(caller("a"), request("e", 2, false, "z", holding("x", 0, 1)));
    assertThat(small.presence(new AgentId("a")).orElseThrow().chunks()).isEqualTo(3);
  }

  @Test
  void holdersOfTheAskersZoneComeFirstAndFarOnesFillUp() {
    for (int i = 0; i < 5; i++) {
      announceIn("near", "near-" + i);
      announceIn("far", "far-" + i);
    }
    assertThat(holders("x", "near").subList(0, 5)).allMatch(name -> name.startsWith("near"));
    assertThat(holders("x", "near")).hasSize(10);
    List<Holder> three = swarm.holders(root("x"), "near", 3, _ -> true, random);
    assertThat(three).hasSize(3).allMatch(holder -> holder.zone().equals("near"));
  }

  @Test
  void ineligibleHoldersTakeNobodysPlace() {
    for (int i = 0; i < 5; i++) {
      announceIn("z", "bad-" + i);
    }
    announceIn("z", "good");
    assertThat(swarm.holders(root("x"), "z", 2, id -> !id.value().startsWith("bad"), random))
        .hasSize(1);
  }

  @Test
  void moveToAnotherZoneTakesTheHoldingsAlong() {
    announceIn("near", "a");
    swarm.announce(caller("a"), request("e", 2, false, "far"));
    assertThat(swarm.onlineIn("near")).isEmpty();
    assertThat(swarm.onlineIn("far")).hasSize(1);
    assertThat(swarm.holders(root("x"), "far", 5, _ -> true, random))
        .singleElement()
        .matches(holder -> holder.zone().equals("far"));
  }

  @Test
  void everyAnnouncedChunkIsAsLikelyAsAnyOther() {
    announce("a", 1, true, holding("x", 0, 1, 2), holding("y", 7));
    Map<String, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 8000; i++) {
      AnnouncedChunk chunk = swarm.randomChunk(new AgentId("a"), random).orElseThrow();
      drawn.merge(chunk.chunk().toString(), 1, Integer::sum);
    }
    assertThat(drawn).hasSize(4);
    assertThat(drawn.values()).allSatisfy(n -> assertThat(n).isCloseTo(2000, within(200)));
    assertThat(swarm.randomChunk(new AgentId("b"), random)).isEmpty();
  }

  @Test
  void directoryIsEmptyAfterAnyNumberOfChanges() {
    SplittableRandom choices = new SplittableRandom(11);
    for (int i = 0; i < 3000; i++) {
      String agent = "a-" + choices.nextInt(10);
      String zone = "z-" + choices.nextInt(3);
      List<Holding> holdings = new ArrayList<>();
      for (int h = choices.nextInt(4); h > 0; h--) {
        holdings.add(
            choices.nextInt(3) == 0
                ? holding("c-" + choices.nextInt(8))
                : holding("c-" + choices.nextInt(8), choices.nextInt(16)));
      }
      swarm.announce(
          caller(agent),
          request("e", i + 1, choices.nextInt(10) == 0, zone, holdings.toArray(Holding[]::new)));
      if (choices.nextInt(20) == 0) {
        swarm.remove(new AgentId(agent));
      }
    }
    int sum = swarm.online().stream().mapToInt(Presence::contents).sum();
    assertThat(swarm.holdings()).isEqualTo(sum).isPositive();
    for (int i = 0; i < 10; i++) {
      swarm.remove(new AgentId("a-" + i));
    }
    assertThat(swarm.holdings()).isZero();
    for (int i = 0; i < 8; i++) {
      assertThat(holders("c-" + i, "z-0")).isEmpty();
    }
  }

  private SwarmDirectory directory(SwarmParameters parameters) {
    return new SwarmDirectory(parameters, Duration.ofSeconds(10), clock, events);
  }

  private boolean announce(String agent, long sequence, boolean full, Holding... holdings) {
    return swarm.announce(caller(agent), request("e", sequence, full, "z", holdings));
  }

  private void announceIn(String zone, String agent) {
    swarm.announce(caller(agent), request("e", 1, true, zone, holding("x", 0)));
  }

  private static AnnounceRequest request(
      String epoch, long sequence, boolean full, String zone, Holding... holdings) {
    return new AnnounceRequest(
        epoch,
        sequence,
        full,
        zone,
        new PeerEndpoint("10.0.0.1", 7444),
        new Capacity(16, 8),
        0,
        0,
        List.of(holdings));
  }

  private static Holding holding(String content, int... chunks) {
    BitSet bits = new BitSet();
    for (int chunk : chunks) {
      bits.set(chunk);
    }
    return new Holding(root(content), 16 * MIB, ChunkSet.of(bits));
  }

  private static ContentRoot root(String content) {
    return new ContentRoot(Sha256Hash.hash(content.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> holders(String content, String zone) {
    return swarm.holders(root(content), zone, 100, _ -> true, random).stream()
        .map(holder -> holder.agent().id().value())
        .toList();
  }

  private Presence presence(String agent) {
    return swarm.presence(new AgentId(agent)).orElseThrow();
  }

  private static Caller caller(String agent) {
    return new Caller(new AgentId(agent), new Account("acme"), new NetworkGroup("10.0.0.0/24"));
  }

  private static List<EventType> next(EventStream stream) throws InterruptedException {
    List<EventType> types = new ArrayList<>();
    for (Optional<Event> event = stream.next(Duration.ZERO);
        event.isPresent();
        event = stream.next(Duration.ZERO)) {
      types.add(event.get().type());
    }
    return types;
  }
}
