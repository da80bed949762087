package io.peerage.tracker.store.embedded;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import io.peerage.tracker.reports.ReportStore;
import io.peerage.tracker.reports.ReportWindow;
import io.peerage.tracker.reports.TrafficStep;
import io.peerage.tracker.reports.TrafficSum;
import io.peerage.tracker.trust.TrustChanges;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Counted reports and traffic in SQLite. */
final class SqliteReportStore implements ReportStore {
  private static final int MAX_WINDOWS_BYTES = 16 * 1024;

  private static final String ADD_TO_AGENT =
      """
      INSERT INTO agent_traffic
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (agent) DO UPDATE SET
        windows = excluded.windows,
        client_bytes = min(client_bytes + excluded.client_bytes, %1$d),
        store_bytes = min(store_bytes + excluded.store_bytes, %1$d),
        peer_bytes = min(peer_bytes + excluded.peer_bytes, %1$d),
        origin_bytes = min(origin_bytes + excluded.origin_bytes, %1$d),
        served_bytes = min(served_bytes + excluded.served_bytes, %1$d),
        requests = min(requests + excluded.requests, %1$d)
      """
          .formatted(TrafficSum.MOST);

  private static final String ADD_TO_FLEET =
      """
      UPDATE fleet_traffic SET
        client_bytes = min(client_bytes + :client, :most),
        store_bytes = min(store_bytes + :store, :most),
        peer_bytes = min(peer_bytes + :peer, :most),
        origin_bytes = min(origin_bytes + :origin, :most),
        served_bytes = min(served_bytes + :served, :most),
        requests = min(requests + :requests, :most)
      """;

  private final Reader reader;
  private final SingleWriter writer;
  private final SingleWriter.Kind<Recorded> recorded =
      new SingleWriter.Kind<>(SqliteReportStore::record);

  /** A report to be counted; the windows as JSON. */
  private record Recorded(AgentId agent, String windows, Traffic traffic, TrustChanges trust) {}

  SqliteReportStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /** The column {@code windows}. */
  record Windows(List<ReportWindow> windows) {}

  @Override
  public Map<AgentId, AgentReports> agents() {
    Map<AgentId, AgentReports> agents = new HashMap<>();
    reader.read(handle ->
        handle
            .createQuery("SELECT * FROM agent_traffic")
            .map((row, _) ->
                agents.put(
                    new AgentId(row.getString("agent")),
                    new AgentReports(windows(row.getString("windows")), traffic(row))))
            .list()
            .size());
    return agents;
  }

  private static List<ReportWindow> windows(String json) throws SQLException {
    try {
      return StrictJson.read(
              "agent_traffic.windows",
              json.getBytes(StandardCharsets.UTF_8),
              MAX_WINDOWS_BYTES,
              Windows.class)
          .windows();
    } catch (MalformedMessageException e) {
      throw new SQLException(e);
    }
  }

  private static Traffic traffic(ResultSet row) throws SQLException {
    return new Traffic(
        row.getLong("client_bytes"),
        row.getLong("store_bytes"),
        row.getLong("peer_bytes"),
        row.getLong("origin_bytes"),
        row.getLong("served_bytes"),
        row.getLong("requests"));
  }

  @Override
  public Traffic fleet() {
    return reader.read(handle ->
        handle.createQuery("SELECT * FROM fleet_traffic").map((row, _) -> traffic(row)).one());
  }

  @Override
  public void record(
      AgentId agent, List<ReportWindow> windows, Traffic traffic, TrustChanges trust) {
    writer.write(
        recorded, new Recorded(agent, StrictJson.writeText(new Windows(windows)), traffic, trust));
  }

  private static void record(Handle handle, List<Recorded> reports) {
    Batch.execute(
        handle,
        ADD_TO_AGENT,
        reports,
        (batch, report) ->
            batch
                .text(report.agent().value())
                .text(report.windows())
                .number(report.traffic().clientBytes())
                .number(report.traffic().storeBytes())
                .number(report.traffic().peerBytes())
                .number(report.traffic().originBytes())
                .number(report.traffic().servedBytes())
                .number(report.traffic().requests()));
    Traffic sum = Traffic.NONE;
    for (Recorded report : reports) {
      sum = TrafficSum.add(sum, report.traffic());
    }
    bind(handle.createUpdate(ADD_TO_FLEET), sum).execute();
    // Not merged: one may drop what another before it kept.
    reports.forEach(report -> SqliteTrustStore.save(handle, report.trust()));
  }

  private static Update bind(Update update, Traffic traffic) {
    return update
        .bind("client", traffic.clientBytes())
        .bind("store", traffic.storeBytes())
        .bind("peer", traffic.peerBytes())
        .bind("origin", traffic.originBytes())
        .bind("served", traffic.servedBytes())
        .bind("requests", traffic.requests())
        .bind("most", TrafficSum.MOST);
  }

  @Override
  public List<TrafficStep> steps(Instant from) {
    return reader.read(handle ->
        handle
            .select("SELECT * FROM traffic_step WHERE at >= ? ORDER BY at", from.toEpochMilli())
            .map((row, _) -> new TrafficStep(Rows.time(row, "at"), traffic(row), accounts(row)))
            .list());
  }

  private static @Nullable FleetAccounts accounts(ResultSet row) throws SQLException {
    long credited = row.getLong("credited_bytes");
    return row.wasNull()
        ? null
        : new FleetAccounts(
            credited,
            row.getLong("exchanged_bytes"),
            row.getLong("sent_by_origins"),
            row.getLong("sent_by_adapters"));
  }

  @Override
  public void saveSteps(List<TrafficStep> steps, Instant from) {
    writer.write(handle -> {
      PreparedBatch batch =
          handle.prepareBatch(
              "INSERT OR REPLACE INTO traffic_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
      for (TrafficStep step : steps) {
        FleetAccounts accounts = step.accounts();
        batch.add(
            step.at().toEpochMilli(),
            step.traffic().clientBytes(),
            step.traffic().storeBytes(),
            step.traffic().peerBytes(),
            step.traffic().originBytes(),
            step.traffic().servedBytes(),
            step.traffic().requests(),
            accounts == null ? null : accounts.creditedBytes(),
            accounts == null ? null : accounts.exchangedBytes(),
            accounts == null ? null : accounts.originBytes(),
            accounts == null ? null : accounts.adapterBytes());
      }
      if (!steps.isEmpty()) {
        batch.execute();
      }
      handle.execute("DELETE FROM traffic_step WHERE at < ?", from.toEpochMilli());
    });
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(
        handle -> handle.execute("DELETE FROM agent_traffic WHERE agent = ?", agent.value()));
  }
}
