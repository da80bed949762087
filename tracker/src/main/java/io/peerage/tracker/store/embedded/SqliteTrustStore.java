package io.peerage.tracker.store.embedded;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.trust.Counted;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustChanges;
import io.peerage.tracker.trust.TrustStore;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The trust ledger in SQLite. */
final class SqliteTrustStore implements TrustStore {
  private static final String SAVE_STANDING =
      """
      INSERT INTO standing (agent, account, network, good, bad, at, history, control,
        audits_clean, audits_failed, credibility, audited_good, audited_bad, audited_at, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (agent) DO UPDATE SET
        account = excluded.account, network = excluded.network,
        good = excluded.good, bad = excluded.bad, at = excluded.at,
        history = excluded.history, control = excluded.control,
        audits_clean = excluded.audits_clean, audits_failed = excluded.audits_failed,
        credibility = excluded.credibility, audited_good = excluded.audited_good,
        audited_bad = excluded.audited_bad, audited_at = excluded.audited_at,
        revision = excluded.revision
      WHERE excluded.revision > revision
      """;

  private static final String SAVE_OPINION =
      """
      INSERT INTO opinion (server, client, good, bad, recent_good, recent_bad, at, day,
        credited_today, blamed_today, counted_good, counted_bad, counted_at, aside_until, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (server, client) DO UPDATE SET
        good = excluded.good, bad = excluded.bad,
        recent_good = excluded.recent_good, recent_bad = excluded.recent_bad,
        at = excluded.at, day = excluded.day,
        credited_today = excluded.credited_today, blamed_today = excluded.blamed_today,
        counted_good = excluded.counted_good, counted_bad = excluded.counted_bad,
        counted_at = excluded.counted_at, aside_until = excluded.aside_until,
        revision = excluded.revision
      WHERE excluded.revision > revision
      """;

  private final Reader reader;
  private final SingleWriter writer;

  SqliteTrustStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public TrustChanges load() {
    return reader.read(
        handle -> new TrustChanges(loadStandings(handle), loadOpinions(handle), List.of()));
  }

  private static List<StandingRow> loadStandings(Handle handle) {
    return handle
        .createQuery("SELECT * FROM standing")
        .map((row, _) ->
            new StandingRow(
                new AgentId(row.getString("agent")),
                new Account(row.getString("account")),
                new NetworkGroup(row.getString("network")),
                row.getDouble("good"),
                row.getDouble("bad"),
                row.getLong("at"),
                row.getDouble("history"),
                row.getDouble("control"),
                row.getDouble("audits_clean"),
                row.getDouble("audits_failed"),
                row.getDouble("credibility"),
                new Counted(
                    row.getDouble("audited_good"),
                    row.getDouble("audited_bad"),
                    row.getLong("audited_at")),
                row.getLong("revision")))
        .list();
  }

  private static List<OpinionRow> loadOpinions(Handle handle) {
    return handle
        .createQuery("SELECT * FROM opinion")
        .map((row, _) ->
            new OpinionRow(
                new AgentId(row.getString("client")),
                new AgentId(row.getString("server")),
                row.getDouble("good"),
                row.getDouble("bad"),
                row.getDouble("recent_good"),
                row.getDouble("recent_bad"),
                row.getLong("at"),
                row.getLong("day"),
                row.getDouble("credited_today"),
                row.getDouble("blamed_today"),
                new Counted(
                    row.getDouble("counted_good"),
                    row.getDouble("counted_bad"),
                    row.getLong("counted_at")),
                row.getLong("aside_until"),
                row.getLong("revision")))
        .list();
  }

  @Override
  public void save(TrustChanges changes) {
    if (!changes.isEmpty()) {
      writer.write(handle -> save(handle, changes));
    }
  }

  /** Saves within a transaction that keeps more than this. */
  static void save(Handle handle, TrustChanges changes) {
    Batch.execute(
        handle,
        "DELETE FROM opinion WHERE server = ? AND client = ?",
        changes.droppedOpinions(),
        (batch, dropped) -> batch.text(dropped.server().value()).text(dropped.client().value()));
    Batch.execute(
        handle,
        SAVE_STANDING,
        changes.standings(),
        (batch, row) ->
            batch
                .text(row.agent().value())
                .text(row.account().name())
                .text(row.network().prefix())
                .number(row.good())
                .number(row.bad())
                .number(row.atMillis())
                .number(row.history())
                .number(row.control())
                .number(row.auditsClean())
                .number(row.auditsFailed())
                .number(row.credibility())
                .number(row.audits().good())
                .number(row.audits().bad())
                .number(row.audits().atMillis())
                .number(row.revision()));
    Batch.execute(
        handle,
        SAVE_OPINION,
        changes.opinions(),
        (batch, row) ->
            batch
                .text(row.server().value())
                .text(row.client().value())
                .number(row.good())
                .number(row.bad())
                .number(row.recentGood())
                .number(row.recentBad())
                .number(row.atMillis())
                .number(row.day())
                .number(row.creditedToday())
                .number(row.blamedToday())
                .number(row.counted().good())
                .number(row.counted().bad())
                .number(row.counted().atMillis())
                .number(row.asideUntilMillis())
                .number(row.revision()));
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(handle -> {
      handle.execute("DELETE FROM standing WHERE agent = ?", agent.value());
      handle.execute("DELETE FROM opinion WHERE server = ?", agent.value());
      handle.execute("DELETE FROM opinion WHERE client = ?", agent.value());
    });
  }
}
