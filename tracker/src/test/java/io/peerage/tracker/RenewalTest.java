package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.identity.Role;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.runtime.identity.Renewal;
import io.peerage.testing.FakeClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How certificates are kept fresh, and what becomes of those that were not. */
class RenewalTest {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final FakeClock clock = new FakeClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final Enrolment enrolment = new Enrolment(clock);

  @TempDir Path folder;
  private TestTracker tracker;
  private Identity identity;

  @BeforeEach
  void enrol() throws IOException {
    tracker = TestTracker.start(folder.resolve("tracker"), clock);
    identity = enrolment.enrol(tracker.token(Role.AGENT, "acme"), new SecureRandom());
  }

  @AfterEach
  void stop() {
    tracker.close();
  }

  @Test
  void certificateIsRenewedFromItsHalfLifeOn() {
    CurrentIdentity current = new CurrentIdentity(identity);
    IdentityFiles files = new IdentityFiles(folder.resolve("identity"));
    try (FleetClient client = client(current)) {
      Renewal renewal = new Renewal(current, files, tracker.agents("/"), client, clock);
      clock.advance(LIFETIME.dividedBy(3));
      renewal.tend();
      assertThat(current.get().expires()).isEqualTo(identity.expires());
      clock.advance(LIFETIME.dividedBy(3));
      renewal.tend();
      assertThat(current.get().expires()).isEqualTo(clock.instant().plus(LIFETIME));
      assertThat(renewal.isTrackerAway()).isFalse();
    }
    assertThat(files)
        .satisfies(saved ->
            assertThat(saved.load().orElseThrow().expires())
                .isEqualTo(clock.instant().plus(LIFETIME)));
  }

  @Test
  void renewedAgentIsBelievedAfterItsFirstCertificateHasEnded() throws Exception {
    // The tracker's own certificate ends later than the agent's first.
    bothSleep(LIFETIME.dividedBy(3));
    IdentityFiles files = new IdentityFiles(folder.resolve("identity"));
    try (FakeAgent agent =
            FakeAgent.of(identity, tracker.agents("/"), Behaviour.HONEST, "z", clock);
        FleetClient client = client(agent.identity())) {
      Renewal renewal = new Renewal(agent.identity(), files, tracker.agents("/"), client, clock);
      clock.advance(LIFETIME.dividedBy(3));
      agent.announce();
      renewal.tend();
      clock.advance(LIFETIME.multipliedBy(2).dividedBy(5));
      assertThat(clock.instant()).isAfter(identity.expires());
      assertThat(agent.announce()).isNotNull();
    }
  }

  @Test
  void trackerCountsAsAwayOnlyUntilItAnswersAgain() throws Exception {
    CurrentIdentity current = new CurrentIdentity(identity);
    IdentityFiles files = new IdentityFiles(folder.resolve("identity"));
    URI address = tracker.agents("/");
    try (FleetClient client = client(current)) {
      Renewal renewal = new Renewal(current, files, address, client, clock);
      tracker.close();
      clock.advance(LIFETIME.plusMinutes(10));
      renewal.tend();
      assertThat(renewal.isTrackerAway()).isTrue();
      tracker =
          TestTracker.start(
              folder.resolve("tracker"), clock, "agents.listen=127.0.0.1:" + address.getPort());
      clock.advance(Duration.ofMinutes(5));
      renewal.tend();
      assertThat(renewal.isTrackerAway()).isFalse();
      assertThat(current.get().expires()).isEqualTo(clock.instant().plus(LIFETIME));
    }
  }

  @Test
  void endedCertificateIsGoodForRenewalAndForNothingElse() throws Exception {
    bothSleep(LIFETIME.plusDays(2));
    try (FakeAgent agent =
        FakeAgent.of(identity, tracker.agents("/"), Behaviour.HONEST, "z", clock)) {
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(agent::announce)
          .withMessageContaining("renew it")
          .satisfies(e -> assertThat(e.status()).isEqualTo(401));
    }
    Identity revived = enrolment.revive(identity, tracker.agents("/"));
    assertThat(revived.id()).isEqualTo(identity.id());
    assertThat(revived.expires()).isEqualTo(clock.instant().plus(LIFETIME));
  }

  @Test
  void certificateThatEndedLongAgoIsRenewedNoMore() throws Exception {
    bothSleep(LIFETIME.plus(FleetTls.GRACE).plusSeconds(1));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> enrolment.revive(identity, tracker.agents("/")))
        .isNotInstanceOf(RefusedException.class);
  }

  /** Stops the tracker, and starts it on the same data later. */
  private void bothSleep(Duration time) throws IOException {
    tracker.close();
    clock.advance(time);
    tracker = TestTracker.start(folder.resolve("tracker"), clock);
  }

  private FleetClient client(CurrentIdentity current) {
    return new FleetClient(
        current, FleetTls.context(current, Set.of(Role.TRACKER), clock), clock, TIMEOUT, 2, 2);
  }
}
