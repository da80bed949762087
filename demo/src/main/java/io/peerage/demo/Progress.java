package io.peerage.demo;

import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bars on standard error: live on a terminal, a line now and then elsewhere. */
final class Progress {
  private static final int LIVE_MILLIS = 200;
  private static final int QUIET_MILLIS = 5000;

  private Progress() {}

  // JDK 25 gives null again where there is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  static ProgressBar bar(String task, long max) {
    Console console = System.console();
    boolean live = console != null && console.isTerminal();
    return new ProgressBarBuilder()
        .setTaskName(String.format("%-14s", task))
        .setInitialMax(max)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(live ? LIVE_MILLIS : QUIET_MILLIS)
        .setMaxRenderedLength(100)
        .build();
  }
}
