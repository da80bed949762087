package io.peerage.tracker.store.embedded;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * One statement for many rows, for what is written by the thousand a second: JDBC alone, since to
 * look up how each value is bound costs more than SQLite's own work. Of the writer's thread.
 */
final class Batch {
  private final PreparedStatement statement;
  private int column;

  private Batch(PreparedStatement statement) {
    this.statement = statement;
  }

  /** Puts the values of one row in the places of the statement, in their order. */
  interface Filler<T> {
    void fill(Batch batch, T row) throws SQLException;
  }

  /**
   * Executes {@code sql} for each row.
   *
   * @throws IllegalStateException when the database refuses it
   */
  static <T> void execute(Handle handle, String sql, List<T> rows, Filler<T> filler) {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      Batch batch = new Batch(statement);
      for (T row : rows) {
        batch.column = 0;
        filler.fill(batch, row);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  Batch text(String value) throws SQLException {
    statement.setString(++column, value);
    return this;
  }

  Batch number(double value) throws SQLException {
    statement.setDouble(++column, value);
    return this;
  }

  Batch number(long value) throws SQLException {
    statement.setLong(++column, value);
    return this;
  }
}
