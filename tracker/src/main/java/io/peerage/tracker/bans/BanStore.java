package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps states, verdicts, evidence and the deny list's version.
 *
 * <p>Durable: what {@link #commit} returned from survives an abrupt end of the process and of the
 * machine. Atomic: of one change everything is kept or nothing, so no verdict is without its
 * evidence, and no ban without its version of the deny list. The version never goes down.
 * Thread-safe; changes of one agent are made one after another by the caller. Throws {@link
 * java.io.UncheckedIOException} when the store fails.
 */
public interface BanStore {
  /** The status of everyone whose status was ever committed. */
  Map<AgentId, Status> statuses();

  /** The greatest version committed, 0 for none. */
  long denyListVersion();

  void commit(StateChange change);

  /** Moves the version on without any change of state. */
  void saveDenyListVersion(long version);

  /** The last {@code limit} verdicts on {@code agent}, the newest first. */
  List<Verdict> verdicts(AgentId agent, int limit);

  /** The last {@code limit} evidence files on {@code agent}, the newest first. */
  List<EvidenceFile.Summary> evidenceOf(AgentId agent, int limit);

  /** The bytes of an evidence file. */
  Optional<Base64Bytes> evidence(String id);

  /** Removes verdicts and evidence from before {@code time}, unless a present state rests on it. */
  void removeBefore(Instant time);

  /** Removes an agent's status; its verdicts and evidence stay until they are too old. */
  void forget(AgentId agent);
}
