package io.peerage.tracker.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens the stores for each test of a contract, and closes them after it. */
abstract class StoreContract {
  protected StoreUnderTest stores;

  protected abstract StoreUnderTest open() throws Exception;

  @BeforeEach
  final void openStores() throws Exception {
    stores = open();
  }

  @AfterEach
  final void closeStores() {
    if (stores != null) {
      stores.close();
    }
  }
}
