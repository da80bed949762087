package io.peerage.tracker.store.embedded;

import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.OriginTraffic;
import io.peerage.tracker.accounting.AccountingStore;
import io.peerage.tracker.accounting.FleetAccounts;
import io.peerage.tracker.accounting.TicketAccount;
import io.peerage.tracker.trust.TrustChanges;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Receipts, tickets and sums in SQLite. */
final class SqliteAccountingStore implements AccountingStore {
  private static final int MAX_PAGE_BYTES = 64 * 1024;

  private final Reader reader;
  private final SingleWriter writer;

  SqliteAccountingStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public List<Head> heads() {
    return reader.read(handle ->
        handle
            .createQuery("SELECT * FROM receipt_head ORDER BY id")
            .map((row, _) ->
                new Head(
                    new AgentId(row.getString("client")),
                    row.getString("epoch"),
                    row.getLong("sequence"),
                    page(row.getString("page"))))
            .list());
  }

  private static SignedPage page(String json) throws SQLException {
    try {
      return StrictJson.read(
          "receipt_head.page",
          json.getBytes(StandardCharsets.UTF_8),
          MAX_PAGE_BYTES,
          SignedPage.class);
    } catch (MalformedMessageException e) {
      throw new SQLException(e);
    }
  }

  @Override
  public List<TicketAccount> accounts() {
    return reader.read(handle ->
        handle.createQuery("SELECT * FROM ticket_account").map((row, _) -> account(row)).list());
  }

  private static TicketAccount account(ResultSet row) throws SQLException {
    return new TicketAccount(
        new Ticket(
            row.getString("nonce"),
            new AgentId(row.getString("client")),
            new AgentId(row.getString("server")),
            row.getLong("max_bytes"),
            Rows.time(row, "issued"),
            Rows.time(row, "expires")),
        row.getString("epoch"),
        row.getLong("epoch_bytes"),
        row.getInt("epoch_transfers"),
        row.getLong("earlier_bytes"),
        row.getInt("earlier_transfers"),
        row.getLong("sent_bytes"));
  }

  @Override
  public Map<AgentId, Long> credited() {
    Map<AgentId, Long> credited = new HashMap<>();
    reader.read(handle ->
        handle
            .createQuery("SELECT * FROM credit")
            .map((row, _) ->
                credited.put(new AgentId(row.getString("server")), row.getLong("bytes")))
            .list()
            .size());
    return credited;
  }

  @Override
  public Map<AgentId, OriginTraffic> origins() {
    Map<AgentId, OriginTraffic> origins = new HashMap<>();
    reader.read(handle ->
        handle
            .createQuery("SELECT * FROM origin_word")
            .map((row, _) ->
                origins.put(
                    new AgentId(row.getString("adapter")),
                    new OriginTraffic(
                        row.getString("epoch"),
                        row.getLong("origin_bytes"),
                        row.getLong("sent_bytes"))))
            .list()
            .size());
    return origins;
  }

  @Override
  public FleetAccounts totals() {
    return reader.read(handle ->
        handle
            .createQuery("SELECT * FROM accounting_total")
            .map((row, _) ->
                new FleetAccounts(
                    row.getLong("credited_bytes"),
                    row.getLong("exchanged_bytes"),
                    row.getLong("origin_bytes"),
                    row.getLong("adapter_bytes")))
            .one());
  }

  @Override
  public void record(Changes changes, TrustChanges trust) {
    writer.write(handle -> {
      for (Head head : changes.heads()) {
        handle.execute(
            """
            INSERT INTO receipt_head (client, epoch, sequence, page) VALUES (?, ?, ?, ?)
            ON CONFLICT (client, epoch) DO UPDATE SET
              sequence = excluded.sequence, page = excluded.page
            """,
            head.client().value(),
            head.epoch(),
            head.sequence(),
            StrictJson.writeText(head.page()));
      }
      saveAccounts(handle, changes.accounts());
      for (Credit credit : changes.credits()) {
        handle.execute(
            """
            INSERT INTO credit VALUES (?, ?)
            ON CONFLICT (server) DO UPDATE SET bytes = bytes + excluded.bytes
            """,
            credit.server().value(),
            credit.bytes());
      }
      handle.execute(
          "UPDATE accounting_total SET credited_bytes = credited_bytes + ?",
          changes.credits().stream().mapToLong(Credit::bytes).sum());
      SqliteTrustStore.save(handle, trust);
    });
  }

  private static void saveAccounts(Handle handle, List<TicketAccount> accounts) {
    if (accounts.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT OR REPLACE INTO ticket_account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (TicketAccount account : accounts) {
      Ticket ticket = account.ticket();
      batch.add(
          ticket.nonce(),
          ticket.client().value(),
          ticket.server().value(),
          ticket.maxBytes(),
          ticket.issued().toEpochMilli(),
          ticket.expires().toEpochMilli(),
          account.epoch(),
          account.epochBytes(),
          account.epochTransfers(),
          account.earlierBytes(),
          account.earlierTransfers(),
          account.sentBytes());
    }
    batch.execute();
  }

  @Override
  public void dropHead(AgentId client, String epoch) {
    writer.write(handle ->
        handle.execute(
            "DELETE FROM receipt_head WHERE client = ? AND epoch = ?", client.value(), epoch));
  }

  @Override
  public void settle(List<String> nonces, long settledBytes) {
    writer.write(handle -> {
      PreparedBatch batch = handle.prepareBatch("DELETE FROM ticket_account WHERE nonce = ?");
      nonces.forEach(batch::add);
      if (!nonces.isEmpty()) {
        batch.execute();
      }
      handle.execute("UPDATE accounting_total SET exchanged_bytes = ?", settledBytes);
    });
  }

  @Override
  public void originTold(
      AgentId adapter, OriginTraffic word, long newOriginBytes, long newSentBytes) {
    writer.write(handle -> {
      handle.execute(
          "INSERT OR REPLACE INTO origin_word VALUES (?, ?, ?, ?)",
          adapter.value(),
          word.epoch(),
          word.originBytes(),
          word.sentBytes());
      handle.execute(
          """
          UPDATE accounting_total SET
            origin_bytes = origin_bytes + ?, adapter_bytes = adapter_bytes + ?
          """,
          newOriginBytes,
          newSentBytes);
    });
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(handle -> {
      handle.execute("DELETE FROM receipt_head WHERE client = ?", agent.value());
      handle.execute("DELETE FROM credit WHERE server = ?", agent.value());
      handle.execute("DELETE FROM origin_word WHERE adapter = ?", agent.value());
    });
  }
}
