package io.peerage.runtime.progress;

import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress bars on standard error: live on a terminal; elsewhere a line every few seconds, and none
 * at all for what is done before the first would be due.
 */
public final class Progress {
  private static final int LIVE_MILLIS = 200;
  private static final int QUIET_MILLIS = 5000;
  private static final int MAX_CHARS = 100;
  private static final int MIB = 1 << 20;

  private Progress() {}

  /** A bar that counts to {@code max}. */
  public static ProgressBar bar(String task, long max) {
    return builder(task, max).build();
  }

  /** A bar that counts bytes and shows them as MiB, with the pace. */
  public static ProgressBar ofBytes(String task, long maxBytes) {
    return builder(task, maxBytes).setUnit(" MiB", MIB).showSpeed().build();
  }

  // JDK 25 gives null again where there is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static ProgressBarBuilder builder(String task, long max) {
    Console console = System.console();
    boolean live = console != null && console.isTerminal();
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(String.format("%-14s", task))
            .setInitialMax(max)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(live ? LIVE_MILLIS : QUIET_MILLIS)
            .setMaxRenderedLength(MAX_CHARS);
    return live ? builder : builder.setConsumer(new Lines(MAX_CHARS, QUIET_MILLIS, System.err));
  }
}
