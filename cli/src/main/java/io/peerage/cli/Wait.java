package io.peerage.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long a command waits for the agents to do what the tracker told them. */
final class Wait {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int MAX_SECONDS = 86_400;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private int seconds;

  @SuppressWarnings("NullAway.Init")
  Wait() {}

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the agents, 0 to 86400 (default: ${DEFAULT-VALUE}).")
  void seconds(int given) {
    if (given < 0 || given > MAX_SECONDS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--wait is 0 to 86400 seconds, not " + given);
    }
    seconds = given;
  }

  /** Asks the tracker how things stand. */
  interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  /** Asks until the answer is {@code good}, or the time is over; gives the last one. */
  <T> T until(Question<T> question, Predicate<T> good) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    T answer = question.ask();
    while (!good.test(answer) && System.nanoTime() - end < 0) {
      // The tracker tells by HTTP, and has no call that holds until then.
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      answer = question.ask();
    }
    return answer;
  }
}
