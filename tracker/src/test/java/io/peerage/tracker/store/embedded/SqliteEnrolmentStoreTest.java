package io.peerage.tracker.store.embedded;

import io.peerage.tracker.store.EnrolmentStoreContract;
import io.peerage.tracker.store.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteEnrolmentStoreTest extends EnrolmentStoreContract {
  @TempDir Path folder;

  @Override
  protected StoreUnderTest open() throws Exception {
    return new EmbeddedStores(folder);
  }
}
