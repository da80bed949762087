package io.peerage.tracker.store.embedded;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How values stand in columns. */
final class Rows {
  private Rows() {}

  static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  /** Words with a space between. */
  static String words(List<String> words) {
    return String.join(" ", words);
  }

  static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  static String times(List<Instant> times) {
    return times.stream()
        .map(time -> String.valueOf(time.toEpochMilli()))
        .collect(Collectors.joining(" "));
  }

  static List<Instant> times(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1))
            .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
            .toList();
  }
}
