package io.peerage.tracker.store.embedded;

import io.peerage.tracker.store.AuditStoreContract;
import io.peerage.tracker.store.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAuditStoreTest extends AuditStoreContract {
  @TempDir Path folder;

  @Override
  protected StoreUnderTest open() throws Exception {
    return new EmbeddedStores(folder);
  }
}
