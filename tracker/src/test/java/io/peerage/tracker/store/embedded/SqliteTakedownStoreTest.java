package io.peerage.tracker.store.embedded;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.tracker.store.StoreUnderTest;
import io.peerage.tracker.store.TakedownStoreContract;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteTakedownStoreTest extends TakedownStoreContract {
  @TempDir Path folder;

  @Override
  protected StoreUnderTest open() throws Exception {
    return new EmbeddedStores(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM takedown_log", "UPDATE takedown_log SET why = 'other'"})
  void theFileItselfRefusesToChangeTheLog(String statement) {
    commitOne();
    Jdbi jdbi = Jdbi.create(EmbeddedStore.source(folder.resolve("tracker.db")));
    assertThatExceptionOfType(JdbiException.class)
        .isThrownBy(() -> jdbi.useHandle(handle -> handle.execute(statement)))
        .withMessageContaining("written once");
  }
}
