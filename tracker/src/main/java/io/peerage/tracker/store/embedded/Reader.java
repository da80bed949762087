package io.peerage.tracker.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Reads from the file, several at once. What was written before a read began is seen by it. */
final class Reader {
  private final Jdbi jdbi;
  private final Path file;

  Reader(Jdbi jdbi, Path file) {
    this.jdbi = jdbi;
    this.file = file;
  }

  /** Something read. */
  interface Query<T> {
    T from(Handle handle);
  }

  <T> T read(Query<T> query) {
    try (Handle handle = jdbi.open()) {
      return query.from(handle);
    } catch (JdbiException e) {
      throw new UncheckedIOException(
          new IOException("cannot read the store " + file + ": " + e.getMessage(), e));
    }
  }
}
