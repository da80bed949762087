package io.peerage.tracker.store.embedded;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.BanStore;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.StateChange;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** States, verdicts, evidence and the deny list's version in SQLite. */
final class SqliteBanStore implements BanStore {
  private final Reader reader;
  private final SingleWriter writer;

  SqliteBanStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public Map<AgentId, Status> statuses() {
    Map<AgentId, Status> statuses = new HashMap<>();
    reader.read(handle ->
        handle
            .createQuery("SELECT * FROM status")
            .map((row, _) ->
                statuses.put(
                    new AgentId(row.getString("agent")),
                    new Status(
                        AgentState.valueOf(row.getString("state")),
                        Rows.time(row, "since"),
                        Rows.timeOrNull(row, "until"),
                        row.getInt("clean_audits"),
                        Rows.times(row.getString("bans")),
                        Rows.times(row.getString("proofs")),
                        Rows.words(row.getString("evidence")))))
            .list()
            .size());
    return statuses;
  }

  @Override
  public long denyListVersion() {
    return reader.read(
        handle -> handle.createQuery("SELECT version FROM deny_list").mapTo(Long.class).one());
  }

  @Override
  public void commit(StateChange change) {
    writer.write(handle -> {
      change.evidence().ifPresent(evidence -> insert(handle, evidence));
      change.verdict().ifPresent(verdict -> insert(handle, change.agent(), verdict));
      upsert(handle, change.agent(), change.status());
      raiseVersion(handle, change.denyListVersion());
    });
  }

  private static void insert(Handle handle, EvidenceFile evidence) {
    handle.execute(
        "INSERT INTO evidence (id, agent, kind, observed_at, fault, file)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        evidence.id(),
        evidence.agent().value(),
        evidence.kind().name(),
        evidence.observedAt().toEpochMilli(),
        evidence.fault(),
        evidence.file().toArray());
  }

  private static void insert(Handle handle, AgentId agent, Verdict verdict) {
    handle.execute(
        "INSERT INTO verdict (agent, at, from_state, to_state, reason, evidence, until)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        agent.value(),
        verdict.at().toEpochMilli(),
        verdict.from().name(),
        verdict.to().name(),
        verdict.reason(),
        Rows.words(verdict.evidence()),
        Rows.millis(verdict.until()));
  }

  private static void upsert(Handle handle, AgentId agent, Status status) {
    handle.execute(
        "INSERT OR REPLACE INTO status (agent, state, since, until, clean_audits, bans,"
            + " proofs, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        agent.value(),
        status.state().name(),
        status.since().toEpochMilli(),
        Rows.millis(status.until()),
        status.cleanAudits(),
        Rows.times(status.bans()),
        Rows.times(status.proofs()),
        Rows.words(status.evidence()));
  }

  private static void raiseVersion(Handle handle, long version) {
    handle.execute("UPDATE deny_list SET version = max(version, ?)", version);
  }

  @Override
  public void saveDenyListVersion(long version) {
    writer.write(handle -> raiseVersion(handle, version));
  }

  @Override
  public List<Verdict> verdicts(AgentId agent, int limit) {
    return reader.read(handle ->
        handle
            .select(
                "SELECT * FROM verdict WHERE agent = ? ORDER BY number DESC LIMIT ?",
                agent.value(),
                limit)
            .map((row, _) ->
                new Verdict(
                    Rows.time(row, "at"),
                    AgentState.valueOf(row.getString("from_state")),
                    AgentState.valueOf(row.getString("to_state")),
                    row.getString("reason"),
                    Rows.words(row.getString("evidence")),
                    Rows.timeOrNull(row, "until")))
            .list());
  }

  @Override
  public List<EvidenceFile.Summary> evidenceOf(AgentId agent, int limit) {
    return reader.read(handle ->
        handle
            .select(
                "SELECT id, kind, observed_at, fault FROM evidence WHERE agent = ?"
                    + " ORDER BY observed_at DESC, id LIMIT ?",
                agent.value(),
                limit)
            .map((row, _) ->
                new EvidenceFile.Summary(
                    row.getString("id"),
                    Evidence.Kind.valueOf(row.getString("kind")),
                    Rows.time(row, "observed_at"),
                    row.getString("fault")))
            .list());
  }

  @Override
  public Optional<Base64Bytes> evidence(String id) {
    return reader.read(handle ->
        handle
            .select("SELECT file FROM evidence WHERE id = ?", id)
            .map((row, _) -> Base64Bytes.of(row.getBytes("file")))
            .findOne());
  }

  @Override
  public void removeBefore(Instant time) {
    Set<String> needed = new HashSet<>();
    statuses().values().forEach(status -> needed.addAll(status.evidence()));
    List<String> old =
        reader.read(handle ->
            handle
                .select("SELECT id FROM evidence WHERE observed_at < ?", time.toEpochMilli())
                .mapTo(String.class)
                .list());
    writer.write(handle -> {
      old.stream()
          .filter(id -> !needed.contains(id))
          .forEach(id -> handle.execute("DELETE FROM evidence WHERE id = ?", id));
      handle.execute("DELETE FROM verdict WHERE at < ?", time.toEpochMilli());
    });
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(handle -> handle.execute("DELETE FROM status WHERE agent = ?", agent.value()));
  }
}
