package io.peerage.tracker.store.embedded;

import io.peerage.tracker.store.StoreUnderTest;
import io.peerage.tracker.store.TrustStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteTrustStoreTest extends TrustStoreContract {
  @TempDir Path folder;

  @Override
  protected StoreUnderTest open() throws Exception {
    return new EmbeddedStores(folder);
  }
}
