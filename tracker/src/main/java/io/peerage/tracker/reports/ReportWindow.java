package io.peerage.tracker.reports;

/**
 * Which reports of one epoch were counted: all up to {@code highest - 64}, and of the last 64 those
 * whose bit is set. So a report counts once, even when it comes again or late.
 *
 * @param epoch as the agent announced it
 * @param highest the greatest sequence number counted
 * @param seen bit n for {@code highest - n}
 */
public record ReportWindow(String epoch, long highest, long seen) {
  /** A window in which only {@code sequence} was counted. */
  static ReportWindow startingWith(String epoch, long sequence) {
    return new ReportWindow(epoch, sequence, 1);
  }

  boolean counted(long sequence) {
    long behind = highest - sequence;
    return behind >= Long.SIZE || (behind >= 0 && (seen & (1L << behind)) != 0);
  }

  ReportWindow with(long sequence) {
    long ahead = sequence - highest;
    if (ahead <= 0) {
      return new ReportWindow(epoch, highest, seen | (1L << -ahead));
    }
    return new ReportWindow(epoch, sequence, (ahead >= Long.SIZE ? 0 : seen << ahead) | 1);
  }
}
