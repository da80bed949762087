package io.peerage.tracker.store.embedded;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.tracker.enrolment.Enrolled;
import io.peerage.tracker.enrolment.EnrolmentStore;
import io.peerage.tracker.enrolment.Redemption;
import io.peerage.tracker.enrolment.TokenRecord;
import io.peerage.tracker.identity.Account;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;

/** Identities and tokens in SQLite. */
final class SqliteEnrolmentStore implements EnrolmentStore {
  private final Reader reader;
  private final SingleWriter writer;

  SqliteEnrolmentStore(Reader reader, SingleWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public List<Enrolled> enrolled() {
    return reader.read(handle ->
        handle
            .createQuery("SELECT * FROM identity")
            .map((row, _) ->
                new Enrolled(
                    new AgentId(row.getString("id")),
                    Role.parse(row.getString("role")),
                    new Account(row.getString("account")),
                    Rows.time(row, "enrolled_at"),
                    Rows.time(row, "certificate_until")))
            .list());
  }

  @Override
  public void addToken(TokenRecord token) {
    writer.write(handle ->
        handle.execute(
            "INSERT INTO token (secret_hash, role, account, created_at, expires_at)"
                + " VALUES (?, ?, ?, ?, ?)",
            token.secretHash().toString(),
            token.role().segment(),
            token.account().name(),
            token.createdAt().toEpochMilli(),
            token.expires().toEpochMilli()));
  }

  @Override
  public int openTokens(Instant now) {
    return reader.read(handle ->
        handle
            .select(
                "SELECT count(*) FROM token WHERE used_by IS NULL AND expires_at > ?",
                now.toEpochMilli())
            .mapTo(Integer.class)
            .one());
  }

  @Override
  public Optional<TokenRecord> token(Sha256Hash secretHash) {
    return reader.read(handle ->
        handle
            .select("SELECT * FROM token WHERE secret_hash = ?", secretHash.toString())
            .map((row, _) ->
                new TokenRecord(
                    Sha256Hash.parse(row.getString("secret_hash")),
                    Role.parse(row.getString("role")),
                    new Account(row.getString("account")),
                    Rows.time(row, "created_at"),
                    Rows.time(row, "expires_at")))
            .findOne());
  }

  @Override
  public Redemption redeem(
      Sha256Hash secretHash, Enrolled newcomer, int maxOfAccount, Instant now) {
    AtomicReference<Redemption> result = new AtomicReference<>(Redemption.UNKNOWN);
    writer.write(handle -> result.set(redeem(handle, secretHash, newcomer, maxOfAccount, now)));
    return result.get();
  }

  private static Redemption redeem(
      Handle handle, Sha256Hash secretHash, Enrolled newcomer, int maxOfAccount, Instant now) {
    Optional<Redemption> obstacle =
        handle
            .select(
                "SELECT used_by IS NOT NULL AS used, expires_at <= ? AS expired FROM token"
                    + " WHERE secret_hash = ?",
                now.toEpochMilli(),
                secretHash.toString())
            .map((row, _) ->
                row.getBoolean("used")
                    ? Redemption.USED
                    : row.getBoolean("expired") ? Redemption.EXPIRED : Redemption.GRANTED)
            .findOne();
    if (obstacle.isEmpty()) {
      return Redemption.UNKNOWN;
    }
    if (obstacle.get() != Redemption.GRANTED) {
      return obstacle.get();
    }
    int ofAccount =
        handle
            .select(
                "SELECT count(*) FROM identity WHERE account = ? AND certificate_until > ?",
                newcomer.account().name(),
                now.toEpochMilli())
            .mapTo(Integer.class)
            .one();
    if (ofAccount >= maxOfAccount) {
      return Redemption.ACCOUNT_FULL;
    }
    handle.execute(
        "UPDATE token SET used_by = ? WHERE secret_hash = ?",
        newcomer.id().value(),
        secretHash.toString());
    handle.execute(
        "INSERT INTO identity (id, role, account, enrolled_at, certificate_until)"
            + " VALUES (?, ?, ?, ?, ?)",
        newcomer.id().value(),
        newcomer.role().segment(),
        newcomer.account().name(),
        newcomer.enrolledAt().toEpochMilli(),
        newcomer.certificateUntil().toEpochMilli());
    return Redemption.GRANTED;
  }

  @Override
  public void renewed(AgentId agent, Instant certificateUntil) {
    writer.write(handle ->
        handle.execute(
            "UPDATE identity SET certificate_until = ? WHERE id = ?",
            certificateUntil.toEpochMilli(),
            agent.value()));
  }

  @Override
  public void forget(AgentId agent) {
    writer.write(handle -> handle.execute("DELETE FROM identity WHERE id = ?", agent.value()));
  }

  @Override
  public void removeTokensExpiredBefore(Instant time) {
    writer.write(
        handle -> handle.execute("DELETE FROM token WHERE expires_at < ?", time.toEpochMilli()));
  }
}
