package io.peerage.tracker.store.embedded;

import io.peerage.tracker.appeals.AppealStore;
import io.peerage.tracker.audit.AuditStore;
import io.peerage.tracker.bans.BanStore;
import io.peerage.tracker.enrolment.EnrolmentStore;
import io.peerage.tracker.purges.PurgeStore;
import io.peerage.tracker.reports.ReportStore;
import io.peerage.tracker.store.StoreUnderTest;
import io.peerage.tracker.takedowns.TakedownStore;
import io.peerage.tracker.trust.TrustStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The embedded store in a folder, opened again over its own files as often as a test wants. */
final class EmbeddedStores implements StoreUnderTest {
  private final Path folder;
  private final List<EmbeddedStore> abandoned = new ArrayList<>();
  private EmbeddedStore store;

  EmbeddedStores(Path folder) throws IOException {
    this.folder = folder;
    this.store = EmbeddedStore.open(folder);
  }

  @Override
  public EnrolmentStore enrolment() {
    return store.enrolment();
  }

  @Override
  public TrustStore trust() {
    return store.trust();
  }

  @Override
  public BanStore bans() {
    return store.bans();
  }

  @Override
  public AuditStore audits() {
    return store.audits();
  }

  @Override
  public ReportStore reports() {
    return store.reports();
  }

  @Override
  public PurgeStore purges() {
    return store.purges();
  }

  @Override
  public TakedownStore takedowns() {
    return store.takedowns();
  }

  @Override
  public AppealStore appeals() {
    return store.appeals();
  }

  @Override
  public void restart() throws IOException {
    store.close();
    store = EmbeddedStore.open(folder);
  }

  @Override
  public void restartAfterAbruptEnd() throws IOException {
    abandoned.add(store);
    store = EmbeddedStore.open(folder);
  }

  @Override
  public void close() {
    store.close();
    abandoned.forEach(EmbeddedStore::close);
  }
}
