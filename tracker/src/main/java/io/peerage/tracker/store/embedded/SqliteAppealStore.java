package io.peerage.tracker.store.embedded;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.appeals.Appeal;
import io.peerage.tracker.appeals.AppealState;
import io.peerage.tracker.appeals.AppealStore;
import io.peerage.tracker.appeals.EvidenceCheck;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Appeals in SQLite. */
final class SqliteAppealStore implements AppealStore {
  private static final int MAX_CHECKS_BYTES = 1 << 20;

  private final Reader reader;
  private final SingleWriter writer;

  SqliteAppealStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /** How checks stand in their column. */
  record Checks(List<EvidenceCheck> checks) {}

  @Override
  public Appeal add(Appeal appeal) {
    long[] id = {0};
    writer.write(handle -> {
      handle.execute(
          "INSERT INTO appeal (agent, filed_at, filed_by, text, against, since, checks, state, due,"
              + " finding, decided_at, decided_by, reason)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          appeal.agent().value(),
          appeal.filedAt().toEpochMilli(),
          appeal.filedBy(),
          appeal.text(),
          appeal.against().name(),
          appeal.since().toEpochMilli(),
          StrictJson.writeText(new Checks(appeal.evidence())),
          appeal.state().name(),
          appeal.due().toEpochMilli(),
          appeal.finding(),
          Rows.millis(appeal.decidedAt()),
          appeal.decidedBy(),
          appeal.reason());
      id[0] = handle.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
      handle.execute(
          """
          DELETE FROM appeal WHERE agent = ? AND id <=
            (SELECT id FROM appeal WHERE agent = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
          """,
          appeal.agent().value(),
          appeal.agent().value(),
          KEPT);
    });
    return find(id[0]).orElseThrow();
  }

  @Override
  public void update(Appeal appeal) {
    writer.write(handle ->
        handle.execute(
            "UPDATE appeal SET checks = ?, state = ?, finding = ?, decided_at = ?, decided_by = ?,"
                + " reason = ? WHERE id = ? AND decided_at IS NULL",
            StrictJson.writeText(new Checks(appeal.evidence())),
            appeal.state().name(),
            appeal.finding(),
            Rows.millis(appeal.decidedAt()),
            appeal.decidedBy(),
            appeal.reason(),
            appeal.id()));
  }

  @Override
  public Optional<Appeal> find(long id) {
    return select("WHERE id = ?", id).stream().findFirst();
  }

  @Override
  public List<Appeal> of(AgentId agent) {
    return select("WHERE agent = ? ORDER BY id DESC", agent.value());
  }

  @Override
  public List<Appeal> open() {
    return select("WHERE decided_at IS NULL ORDER BY due, id");
  }

  @Override
  public List<Appeal> page(long before, int limit) {
    return select("WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit);
  }

  private List<Appeal> select(String which, Object... values) {
    return reader.read(handle ->
        handle.select("SELECT * FROM appeal " + which, values).map((row, _) -> appeal(row)).list());
  }

  private static Appeal appeal(ResultSet row) throws SQLException {
    return new Appeal(
        row.getLong("id"),
        new AgentId(row.getString("agent")),
        Rows.time(row, "filed_at"),
        row.getString("filed_by"),
        row.getString("text"),
        AgentState.valueOf(row.getString("against")),
        Rows.time(row, "since"),
        checks(row.getString("checks")),
        AppealState.valueOf(row.getString("state")),
        Rows.time(row, "due"),
        row.getString("finding"),
        Rows.timeOrNull(row, "decided_at"),
        row.getString("decided_by"),
        row.getString("reason"));
  }

  private static List<EvidenceCheck> checks(String json) throws SQLException {
    try {
      return StrictJson.read(
              "checks", json.getBytes(StandardCharsets.UTF_8), MAX_CHECKS_BYTES, Checks.class)
          .checks();
    } catch (MalformedMessageException e) {
      throw new SQLException(e);
    }
  }

  @Override
  public void removeBefore(Instant time) {
    writer.write(
        handle -> handle.execute("DELETE FROM appeal WHERE filed_at < ?", time.toEpochMilli()));
  }
}
