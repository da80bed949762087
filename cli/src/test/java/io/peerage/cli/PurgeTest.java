package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a purge is said before any tracker is asked. */
class PurgeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--site=M | --url=/a | a site's name has lower-case letters",
        "--site=m | --url=a | a path starts with /, unlike \"a\"",
        "--site=m | --prefix=http://m/a | without scheme and host",
        "--site=m | --tag=a,b | purge tag by tag",
        "--site=m | --soft | --url",
        "--url=/a | --soft | --site",
      })
  void whatIsWrongIsNamed(String first, String second, String says) {
    assertThat(Cli.run("purge", first, second).failsWith(2).err()).contains(says);
  }

  @Test
  void onlyOneThingIsPurgedAtOnce() {
    Cli.run("purge", "--site=m", "--url=/a", "--tag=b").failsWith(2, "--url", "--tag");
    Cli.run("purge", "--site=m", "--url=/a", "--wait=-1")
        .failsWith(2, "--wait is 0 to 86400 seconds, not -1");
  }
}
