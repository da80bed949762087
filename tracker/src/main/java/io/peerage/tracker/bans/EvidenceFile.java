package io.peerage.tracker.bans;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.tracker.identity.TrackerIdentity;
import java.time.Instant;

/**
 * An evidence file, with what it says in short.
 *
 * @param fault what the agent did, in one sentence
 * @param file the signed document, as anyone may check it
 */
public record EvidenceFile(
    String id,
    AgentId agent,
    Evidence.Kind kind,
    Instant observedAt,
    String fault,
    Base64Bytes file) {

  /**
   * Makes the file of {@code evidence}, and checks it as those will who know nothing but the
   * authority's pin.
   *
   * @throws UntrustedException when it would not convince them
   */
  public static EvidenceFile of(Evidence evidence, TrackerIdentity tracker)
      throws MalformedMessageException, UntrustedException {
    byte[] file = StrictJson.write(tracker.sign(evidence.payloadType(), evidence));
    String fault = EvidenceVerifier.verify(file, tracker.current().get().authorityPin()).fault();
    return new EvidenceFile(
        evidence.id(),
        evidence.accused().id(),
        evidence.kind(),
        evidence.observedAt(),
        fault,
        Base64Bytes.of(file));
  }

  /** An evidence file without the file. */
  public record Summary(String id, Evidence.Kind kind, Instant observedAt, String fault) {}

  public Summary summary() {
    return new Summary(id, kind, observedAt, fault);
  }
}
