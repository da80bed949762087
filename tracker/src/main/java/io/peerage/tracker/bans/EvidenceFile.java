package io.peerage.tracker.bans;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
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

  /** An evidence file without the file. */
  public record Summary(String id, Evidence.Kind kind, Instant observedAt, String fault) {}

  public Summary summary() {
    return new Summary(id, kind, observedAt, fault);
  }
}
