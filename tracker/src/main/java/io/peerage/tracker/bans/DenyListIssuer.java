package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.DenyList;
import io.peerage.tracker.identity.TrackerIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the signed deny list. One version is signed once for each certificate of the tracker, since
 * a reader checks the certificate at the list's own time. Not thread-safe: {@link Bans} holds a
 * lock.
 */
final class DenyListIssuer {
  private static final Logger log = LoggerFactory.getLogger(DenyListIssuer.class);

  /**
   * An entry of quarantine has no end of its own: a newer list takes it back. This is for agents
   * that never get one; lists are issued again long before.
   */
  private static final Duration QUARANTINE_LAPSE = Duration.ofDays(365);

  private final TrackerIdentity tracker;
  private final InstantSource clock;
  private @Nullable TrackerDocument signed;
  private @Nullable X509Certificate signedUnder;
  private long signedVersion;

  DenyListIssuer(TrackerIdentity tracker, InstantSource clock) {
    this.tracker = tracker;
    this.clock = clock;
  }

  TrackerDocument document(long version, Map<AgentId, Status> statuses) {
    X509Certificate certificate = tracker.current().get().certificate();
    TrackerDocument present = signed;
    if (present == null || signedVersion != version || !certificate.equals(signedUnder)) {
      Instant now = clock.instant();
      present =
          tracker.sign(DenyList.PAYLOAD_TYPE, new DenyList(version, now, entries(statuses, now)));
      signed = present;
      signedUnder = certificate;
      signedVersion = version;
    }
    return present;
  }

  /** All that are denied; of too many the banned first, then the latest. */
  static List<DenyList.Entry> entries(Map<AgentId, Status> statuses, Instant now) {
    List<Map.Entry<AgentId, Status>> denied =
        statuses.entrySet().stream()
            .filter(entry -> !entry.getValue().state().isOffered())
            .sorted(
                Comparator.comparing((Map.Entry<AgentId, Status> entry) ->
                        entry.getValue().state() != AgentState.BANNED)
                    .thenComparing(entry -> entry.getValue().since(), Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    if (denied.size() > DenyList.MAX_AGENTS) {
      log.warn(
          "{} agents are denied; the deny list has room for {}, so the oldest are left out",
          denied.size(),
          DenyList.MAX_AGENTS);
    }
    return denied.stream()
        .limit(DenyList.MAX_AGENTS)
        .map(entry -> entry(entry.getKey(), entry.getValue(), now))
        .toList();
  }

  private static DenyList.Entry entry(AgentId agent, Status status, Instant now) {
    Instant until = status.until();
    return new DenyList.Entry(
        agent, status.state(), until != null ? until : now.plus(QUARANTINE_LAPSE));
  }
}
