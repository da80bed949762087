package io.peerage.tracker.store.embedded;

import io.peerage.tracker.store.AppealStoreContract;
import io.peerage.tracker.store.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAppealStoreTest extends AppealStoreContract {
  @TempDir Path folder;

  @Override
  protected StoreUnderTest open() throws Exception {
    return new EmbeddedStores(folder);
  }
}
