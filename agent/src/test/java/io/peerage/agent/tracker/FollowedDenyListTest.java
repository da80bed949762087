package io.peerage.agent.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.DenyList;
import io.peerage.runtime.identity.Identity;
import io.peerage.testing.FakeClock;
import io.peerage.testing.TestTrustDomain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedDenyListTest {
  private static final AgentId BAD = new AgentId("a-bad");
  private static final Duration TERM = Duration.ofDays(1);

  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final TestTrustDomain domain = new TestTrustDomain(clock.instant());

  @TempDir Path folder;

  @Test
  void listIsFollowedAgainAfterARestartWithoutTheTracker() {
    start(new FleetView(clock)).offer(list(domain, 3));
    // Meanwhile the certificate that signed it has ended.
    clock.advance(Duration.ofHours(2));
    FleetView again = new FleetView(clock);
    start(again).load();
    assertThat(again.denied(BAD)).contains(AgentState.BANNED);
    assertThat(again.denyListVersion()).isEqualTo(3);
    clock.advance(TERM);
    assertThat(again.denied(BAD)).isEmpty();
  }

  @Test
  void olderListDoesNotReplaceANewerOne() {
    start(new FleetView(clock)).offer(list(domain, 3));
    FleetView again = new FleetView(clock);
    FollowedDenyList followed = start(again);
    followed.load();
    followed.offer(list(domain, 2));
    assertThat(again.denyListVersion()).isEqualTo(3);
  }

  @Test
  void listOfAnotherAuthorityIsNeitherFollowedNorKept() {
    FleetView fleet = new FleetView(clock);
    start(fleet).offer(list(new TestTrustDomain(clock.instant()), 9));
    assertThat(fleet.denyListVersion()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void damagedFileIsPassedOver() throws Exception {
    start(new FleetView(clock)).offer(list(domain, 3));
    Path file = folder.resolve("deny-list.json");
    byte[] bytes = Files.readAllBytes(file);
    for (int cut : new int[] {0, 1, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, cut));
      FleetView again = new FleetView(clock);
      start(again).load();
      assertThat(again.denyListVersion()).isZero();
    }
  }

  private FollowedDenyList start(FleetView fleet) {
    return new FollowedDenyList(fleet, domain.pin(), clock, folder.resolve("deny-list.json"));
  }

  private TrackerDocument list(TestTrustDomain signer, long version) {
    Identity tracker =
        signer.identity(Role.TRACKER, "t-1", clock.instant().plus(Duration.ofHours(1)));
    return TrackerDocument.sign(
        DenyList.PAYLOAD_TYPE,
        new DenyList(
            version,
            clock.instant(),
            List.of(new DenyList.Entry(BAD, AgentState.BANNED, clock.instant().plus(TERM)))),
        tracker.key(),
        tracker.certificate(),
        tracker.authority());
  }
}
