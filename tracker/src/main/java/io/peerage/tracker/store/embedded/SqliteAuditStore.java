package io.peerage.tracker.store.embedded;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.audit.AuditResult;
import io.peerage.tracker.audit.AuditStore;
import java.util.List;

/** The last audits of each agent in SQLite. */
final class SqliteAuditStore implements AuditStore {
  private final Reader reader;
  private final SingleWriter writer;

  SqliteAuditStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public void add(AgentId agent, AuditResult result) {
    writer.write(handle -> {
      handle.execute(
          "INSERT INTO audit (agent, at, outcome, detail) VALUES (?, ?, ?, ?)",
          agent.value(),
          result.at().toEpochMilli(),
          result.outcome().name(),
          result.detail());
      handle.execute(
          """
          DELETE FROM audit WHERE agent = ? AND number <=
            (SELECT number FROM audit WHERE agent = ? ORDER BY number DESC LIMIT 1 OFFSET ?)
          """,
          agent.value(),
          agent.value(),
          KEPT);
    });
  }

  @Override
  public List<AuditResult> of(AgentId agent) {
    return reader.read(handle ->
        handle
            .select("SELECT * FROM audit WHERE agent = ? ORDER BY number DESC", agent.value())
            .map((row, _) ->
                new AuditResult(
                    Rows.time(row, "at"),
                    AuditResult.Outcome.valueOf(row.getString("outcome")),
                    row.getString("detail")))
            .list());
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(handle -> handle.execute("DELETE FROM audit WHERE agent = ?", agent.value()));
  }
}
