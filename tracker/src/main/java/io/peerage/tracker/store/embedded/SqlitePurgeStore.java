package io.peerage.tracker.store.embedded;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.site.SiteName;
import io.peerage.tracker.purges.AgentStep;
import io.peerage.tracker.purges.PurgeRecord;
import io.peerage.tracker.purges.PurgeStore;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The log of purges in SQLite. */
final class SqlitePurgeStore implements PurgeStore {
  private final Reader reader;
  private final SingleWriter writer;

  SqlitePurgeStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public Ends ends() {
    return reader.read(handle ->
        handle
            .select("SELECT last, forgotten FROM purge_log")
            .map((row, _) -> new Ends(row.getLong("last"), row.getLong("forgotten")))
            .one());
  }

  @Override
  public void move(Ends ends) {
    writer.write(handle -> {
      handle.execute(
          "UPDATE purge_log SET last = max(last, ?), forgotten = max(forgotten, ?)",
          ends.last(),
          ends.forgotten());
      handle.execute("DELETE FROM purge WHERE id <= ?", ends.forgotten());
    });
  }

  @Override
  public void add(PurgeRecord record) {
    Purge purge = record.purge();
    writer.write(handle -> {
      handle.execute(
          "INSERT INTO purge (id, requested_at, site, kind, value, mode) VALUES (?, ?, ?, ?, ?, ?)",
          record.id(),
          record.requested().toEpochMilli(),
          purge.site().value(),
          purge.kind().word(),
          purge.value(),
          purge.mode().word());
      handle.execute("UPDATE purge_log SET last = max(last, ?)", record.id());
    });
  }

  @Override
  public List<PurgeRecord> all() {
    return reader.read(handle ->
        handle
            .select("SELECT * FROM purge ORDER BY id")
            .map((row, _) ->
                new PurgeRecord(
                    row.getLong("id"),
                    Rows.time(row, "requested_at"),
                    new Purge(
                        new SiteName(row.getString("site")),
                        Purge.Kind.parse(row.getString("kind")),
                        row.getString("value"),
                        Purge.Mode.parse(row.getString("mode")))))
            .list());
  }

  @Override
  public void addSteps(List<AgentStep> steps) {
    writer.write(handle -> steps.forEach(step -> add(handle, step)));
  }

  private static void add(Handle handle, AgentStep step) {
    handle.execute(
        "INSERT OR IGNORE INTO purge_step (agent, up_to, at) VALUES (?, ?, ?)",
        step.agent().value(),
        step.upTo(),
        step.at().toEpochMilli());
    handle.execute(
        """
        DELETE FROM purge_step WHERE agent = ? AND up_to <=
          (SELECT up_to FROM purge_step WHERE agent = ? ORDER BY up_to DESC LIMIT 1 OFFSET ?)
        """,
        step.agent().value(),
        step.agent().value(),
        STEPS_KEPT);
  }

  @Override
  public List<AgentStep> steps() {
    return reader.read(handle ->
        handle
            .select("SELECT * FROM purge_step ORDER BY agent, up_to")
            .map((row, _) ->
                new AgentStep(
                    new AgentId(row.getString("agent")),
                    row.getLong("up_to"),
                    Rows.time(row, "at")))
            .list());
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(handle -> handle.execute("DELETE FROM purge_step WHERE agent = ?", agent.value()));
  }
}
