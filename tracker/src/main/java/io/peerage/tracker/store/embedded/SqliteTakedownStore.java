package io.peerage.tracker.store.embedded;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.site.SiteName;
import io.peerage.tracker.takedowns.TakedownChange;
import io.peerage.tracker.takedowns.TakedownOrder;
import io.peerage.tracker.takedowns.TakedownStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takedowns and their log in SQLite. */
final class SqliteTakedownStore implements TakedownStore {
  private final Reader reader;
  private final SingleWriter writer;

  SqliteTakedownStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public long version() {
    return reader.read(
        handle -> handle.createQuery("SELECT version FROM takedown_list").mapTo(Long.class).one());
  }

  @Override
  public List<TakedownOrder> orders() {
    return reader.read(handle ->
        handle
            .select("SELECT * FROM takedown ORDER BY id")
            .map((row, _) ->
                new TakedownOrder(
                    row.getLong("id"),
                    Rows.time(row, "ordered_at"),
                    row.getString("ordered_by"),
                    entry(row)))
            .list());
  }

  @Override
  public void commit(TakedownChange change) {
    writer.write(handle -> {
      switch (change.action()) {
        case ORDERED -> insert(handle, change);
        case LIFTED -> handle.execute("DELETE FROM takedown WHERE id = ?", change.id());
      }
      log(handle, change);
      handle.execute("UPDATE takedown_list SET version = max(version, ?)", change.version());
    });
  }

  private static void insert(Handle handle, TakedownChange change) {
    TakedownList.Entry entry = change.entry();
    handle.execute(
        "INSERT INTO takedown (id, ordered_at, ordered_by, case_id, reason, root, site,"
            + " path_prefix) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        change.id(),
        change.at().toEpochMilli(),
        change.by(),
        entry.caseId(),
        entry.reason(),
        text(entry.root()),
        text(entry.site()),
        entry.pathPrefix());
  }

  private static void log(Handle handle, TakedownChange change) {
    TakedownList.Entry entry = change.entry();
    handle.execute(
        "INSERT INTO takedown_log (version, at, by_whom, action, why, id, case_id, reason, root,"
            + " site, path_prefix) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        change.version(),
        change.at().toEpochMilli(),
        change.by(),
        change.action().word(),
        change.why(),
        change.id(),
        entry.caseId(),
        entry.reason(),
        text(entry.root()),
        text(entry.site()),
        entry.pathPrefix());
  }

  @Override
  public List<TakedownChange> log(long before, int limit) {
    return reader.read(handle ->
        handle
            .select(
                "SELECT * FROM takedown_log WHERE version < ? ORDER BY version DESC LIMIT ?",
                before,
                limit)
            .map((row, _) ->
                new TakedownChange(
                    row.getLong("version"),
                    Rows.time(row, "at"),
                    row.getString("by_whom"),
                    TakedownChange.Action.parse(row.getString("action")),
                    row.getString("why"),
                    row.getLong("id"),
                    entry(row)))
            .list());
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static TakedownList.Entry entry(ResultSet row) throws SQLException {
    String root = row.getString("root");
    String site = row.getString("site");
    return new TakedownList.Entry(
        row.getString("case_id"),
        row.getString("reason"),
        root == null ? null : ContentRoot.parse(root),
        site == null ? null : new SiteName(site),
        row.getString("path_prefix"));
  }
}
