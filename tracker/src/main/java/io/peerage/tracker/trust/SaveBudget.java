package io.peerage.tracker.trust;

/**
 * How many rows of the ledger may go to the store now: so many a second, and up to ten seconds'
 * worth at once. Keeps a large fleet's testimony from taking the store from everyone else; a small
 * fleet's never comes near. Pure: times are handed in, in milliseconds. Not thread-safe.
 */
final class SaveBudget {
  private static final int SECONDS_AT_ONCE = 10;

  private final int rowsPerSecond;
  private double rows;
  private long atMillis;

  SaveBudget(int rowsPerSecond, long nowMillis) {
    this.rowsPerSecond = rowsPerSecond;
    this.rows = (double) rowsPerSecond * SECONDS_AT_ONCE;
    this.atMillis = nowMillis;
  }

  /** Rows that may be saved now; 0 while those before are being made up for. */
  int available(long nowMillis) {
    long millis = Math.max(0, nowMillis - atMillis);
    atMillis = nowMillis;
    rows = Math.min((double) rowsPerSecond * SECONDS_AT_ONCE, rows + rowsPerSecond * millis / 1e3);
    return (int) Math.max(0, rows);
  }

  /** Takes in that {@code saved} rows were saved, which may be more than there were to spend. */
  void spend(int saved) {
    rows -= saved;
  }
}
