package io.peerage.tracker.store.embedded;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.peerage.runtime.identity.PrivateFiles;
import io.peerage.tracker.accounting.AccountingStore;
import io.peerage.tracker.appeals.AppealStore;
import io.peerage.tracker.audit.AuditStore;
import io.peerage.tracker.bans.BanStore;
import io.peerage.tracker.enrolment.EnrolmentStore;
import io.peerage.tracker.purges.PurgeStore;
import io.peerage.tracker.reports.ReportStore;
import io.peerage.tracker.takedowns.TakedownStore;
import io.peerage.tracker.trust.TrustStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite file {@code tracker.db} and what the features keep in it. Write-ahead log; every
 * commit waits for the disk ({@code synchronous = FULL}); one writer, four readers. Thread-safe.
 */
public final class EmbeddedStore implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;
  private static final int MAX_LOG_BYTES = 64 << 20;
  private static final String MIGRATIONS = "classpath:io/peerage/tracker/store/embedded";

  private final HikariDataSource readers;
  private final SingleWriter writer;
  private final Reader reader;

  private EmbeddedStore(SQLiteDataSource source, Path file) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tracker-store-readers");
    config.setDataSource(source);
    config.setMaximumPoolSize(READERS);
    config.setConnectionInitSql("PRAGMA query_only = ON");
    this.readers = new HikariDataSource(config);
    this.reader = new Reader(Jdbi.create(readers), file);
    this.writer = new SingleWriter(Jdbi.create(source));
  }

  /**
   * Opens the file in {@code folder}, makes it when it is not there, and brings its tables up to
   * date.
   *
   * @throws IOException when it cannot be used; the message says why
   */
  public static EmbeddedStore open(Path folder) throws IOException {
    PrivateFiles.createFolder(folder);
    Path file = folder.resolve("tracker.db");
    SQLiteDataSource source = source(file);
    try {
      Flyway.configure()
          .dataSource(source)
          .locations(MIGRATIONS)
          .failOnMissingLocations(true)
          .load()
          .migrate();
      return new EmbeddedStore(source, file);
    } catch (FlywayException e) {
      throw new IOException(
          "the store %s cannot be used: %s; restore it from a backup"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** How every connection to {@code file} is set up. */
  static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setJournalSizeLimit(MAX_LOG_BYTES);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  public EnrolmentStore enrolment() {
    return new SqliteEnrolmentStore(reader, writer);
  }

  public TrustStore trust() {
    return new SqliteTrustStore(reader, writer);
  }

  public BanStore bans() {
    return new SqliteBanStore(reader, writer);
  }

  public AuditStore audits() {
    return new SqliteAuditStore(reader, writer);
  }

  public AppealStore appeals() {
    return new SqliteAppealStore(reader, writer);
  }

  public PurgeStore purges() {
    return new SqlitePurgeStore(reader, writer);
  }

  public TakedownStore takedowns() {
    return new SqliteTakedownStore(reader, writer);
  }

  public AccountingStore accounting() {
    return new SqliteAccountingStore(reader, writer);
  }

  public ReportStore reports() {
    return new SqliteReportStore(reader, writer);
  }

  /** What is wrong with the store, as the last write found it. */
  public Optional<String> complaint() {
    return writer.complaint();
  }

  /** Writes what is queued, then closes the file. */
  @Override
  public void close() {
    writer.close();
    readers.close();
  }
}
