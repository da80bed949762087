package io.peerage.runtime.progress;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * Writes each state of a bar as a line of its own, for logs and pipes. The first, at the start,
 * says nothing yet and is left out, and so is the last when none came before. Called by one thread
 * at a time.
 */
final class Lines implements ProgressBarConsumer {
  private final int maxChars;
  private final PrintStream out;
  private final long firstNanos;
  private boolean begun;

  Lines(int maxChars, int silentMillis, PrintStream out) {
    this.maxChars = maxChars;
    this.out = out;
    // A little less than the bar's interval, so that the second state always counts.
    this.firstNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(silentMillis) / 2;
  }

  @Override
  public int getMaxRenderedLength() {
    return maxChars;
  }

  @Override
  public void accept(String rendered) {
    if (begun || System.nanoTime() - firstNanos >= 0) {
      begun = true;
      out.println(rendered.strip());
    }
  }

  @Override
  public void close() {}
}
