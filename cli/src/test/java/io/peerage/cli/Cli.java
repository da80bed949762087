package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Runs a command within this process, and keeps what it prints. */
public final class Cli {
  private Cli() {}

  /** What came of a command. */
  public record Result(int status, String out, String err) {
    /** It failed with {@code status} and a line that has all of {@code parts}: no stack trace. */
    public Result failsWith(int status, String... parts) {
      assertThat(this.status).as("status of: %s", err).isEqualTo(status);
      assertThat(err.lines())
          .as(err)
          .anySatisfy(line -> {
            assertThat(line).startsWith("peerage: ");
            List.of(parts).forEach(part -> assertThat(line).contains(part));
          });
      assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
      return this;
    }

    public Result succeeds() {
      assertThat(status).as(err).isZero();
      return this;
    }
  }

  public static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Peerage.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
