package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an order is said before any tracker is asked. */
class TakedownTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--site=M --path=/a | a site's name has lower-case letters",
        "--site=m --path=a | pathPrefix: a path starts with /, unlike \"a\"",
        "--site=m --path=/a?b | a path without a query",
        "--root=abc | 64 lower-case hexadecimal digits",
        "--root=0000000000000000000000000000000000000000000000000000000000000000 | empty content",
        "--site=m | --path",
        "--path=/a | --site",
        "--site=m --path=/a --wait=-1 | --wait is 0 to 86400 seconds, not -1",
        "--by=x | --root",
      })
  void whatIsWrongIsNamed(String options, String says) {
    String line = "takedown add --case=c --reason=r " + options;
    assertThat(Cli.run(line.split(" ", -1)).failsWith(2).err()).contains(says);
  }

  @Test
  void caseAndReasonAreNeeded() {
    Cli.run("takedown", "add", "--site=m", "--path=/a", "--reason=r").failsWith(2, "--case");
    Cli.run("takedown", "add", "--site=m", "--path=/a", "--case=c").failsWith(2, "--reason");
    Cli.run("takedown", "lift", "7").failsWith(2, "--reason");
    Cli.run("takedown", "lift", "x", "--reason=r").failsWith(2, "NUMBER");
    Cli.run("takedown").failsWith(2, "takedown add, lift or list");
  }
}
