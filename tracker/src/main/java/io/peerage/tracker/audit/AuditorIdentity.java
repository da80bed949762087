package io.peerage.tracker.audit;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.tracker.identity.Authority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who the auditor is to the agents: one agent among others, with a name, a key and a certificate
 * like theirs, and now and then another. The connections of a name end with it. Thread-safe.
 */
final class AuditorIdentity implements AutoCloseable {
  private static final int MAX_CONNECTIONS_PER_AGENT = 2;
  private static final int MAX_CONNECTIONS = 200;

  private final Authority authority;
  private final AuditParameters parameters;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock.
  private @Nullable Lease present;

  AuditorIdentity(
      Authority authority,
      AuditParameters parameters,
      InstantSource clock,
      RandomGenerator random) {
    this.authority = authority;
    this.parameters = parameters;
    this.clock = clock;
    this.random = random;
  }

  /** One name with its client. It is closed when it is replaced and its last user is done. */
  private final class Lease {
    final FleetClient client;
    final AgentId name;
    final Instant until;
    int users;
    boolean replaced;

    Lease(Identity identity, Instant until) {
      this.name = identity.id().id();
      this.until = until;
      CurrentIdentity own = new CurrentIdentity(identity);
      this.client =
          new FleetClient(
              own,
              FleetTls.context(own, Set.of(Role.AGENT), clock),
              clock,
              parameters.connectTimeout().duration(),
              MAX_CONNECTIONS_PER_AGENT,
              MAX_CONNECTIONS);
    }
  }

  /** Something done with a client. */
  interface Use<T> {
    T with(FleetClient client, AgentId name);
  }

  /** Lends the present name and its client. */
  <T> T use(Use<T> use) {
    Lease lease = take();
    try {
      return use.with(lease.client, lease.name);
    } finally {
      giveBack(lease);
    }
  }

  private Lease take() {
    lock.lock();
    try {
      Lease lease = present;
      if (lease == null || !clock.instant().isBefore(lease.until)) {
        retire();
        Identity identity = authority.issueOwn(authority.newName(Role.AGENT));
        lease = new Lease(identity, until(identity));
        present = lease;
      }
      lease.users++;
      return lease;
    } finally {
      lock.unlock();
    }
  }

  /** Random, so that no rhythm shows; in time before the certificate ends. */
  private Instant until(Identity identity) {
    double share = -Math.log(1 - random.nextDouble());
    Duration life = Duration.ofMillis((long) (share * parameters.identityLifetime().toMillis()));
    Instant until = clock.instant().plus(life);
    return until.isBefore(identity.halfLife()) ? until : identity.halfLife();
  }

  private void giveBack(Lease lease) {
    lock.lock();
    try {
      lease.users--;
      closeIfDone(lease);
    } finally {
      lock.unlock();
    }
  }

  private void retire() {
    Lease lease = present;
    present = null;
    if (lease != null) {
      lease.replaced = true;
      closeIfDone(lease);
    }
  }

  private static void closeIfDone(Lease lease) {
    if (lease.replaced && lease.users == 0) {
      lease.client.close();
    }
  }

  /** Ends at once what is under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      Lease lease = present;
      retire();
      if (lease != null) {
        lease.client.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return present == null ? "no identity" : present.name.toString();
    } finally {
      lock.unlock();
    }
  }
}
