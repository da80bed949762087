package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Wrong usage: exit status 2, one line that says what is wrong, a hint, and nothing else. */
class UsageErrorsTest {
  @Test
  void unknownCommandSuggestsOneThatIsThere() {
    refuses("peerage --help", "agnet").contains("agnet").contains("Did you mean agent");
    refuses("peerage keys --help", "keys", "shwo").contains("shwo").contains("Did you mean show");
  }

  @Test
  void unknownOptionSuggestsOneThatIsThere() {
    refuses("peerage tracker --help", "tracker", "--confg=x")
        .contains("--confg")
        .contains("Did you mean --config");
    refuses("peerage publish --help", "publish", "--stie=x").contains("Did you mean --site");
  }

  @Test
  void missingOptionsAreNamed() {
    refuses("peerage keys init --help", "keys", "init").contains("--folder").contains("--site");
    refuses("peerage keys revoke --help", "keys", "revoke", "--folder=x").contains("--reason");
    refuses("peerage verify-evidence --help", "verify-evidence").contains("FILE");
  }

  @Test
  void groupOfCommandsNamesWhatItHas() {
    refuses("peerage keys --help", "keys").contains("init, rotate, revoke, renew or show");
    refuses("peerage token --help", "token").contains("create");
  }

  @Test
  void wrongValuesAreShownWithWhatIsRight() {
    refuses("peerage token create --help", "token", "create", "--role=emperor")
        .contains("--role", "emperor", "origin-adapter");
    refuses("peerage token create --help", "token", "create", "--lifetime=3x")
        .contains("--lifetime", "3x", "250ms");
    refuses("peerage token create --help", "token", "create", "--lifetime=2h").contains("1s to 1h");
    refuses("peerage origin --help", "origin", "--listen=127.0.0.1:99999", ".")
        .contains("--listen", "99999", "0 to 65535");
    refuses("peerage demo --help", "demo", "--agents=many")
        .contains("--agents", "'many' is not a whole number");
    refuses("peerage appeals decide --help", "appeals", "decide", "x", "--uphold", "--reason=r")
        .contains("NUMBER", "'x' is not a whole number");
    for (String wait : new String[] {"-1", "86401"}) {
      refuses("peerage purge --help", "purge", "--site=a.example", "--url=/a", "--wait=" + wait)
          .contains("--wait is 0 to 86400 seconds, not " + wait);
    }
    refuses("peerage takedown lift --help", "takedown", "lift", "1", "--reason=r", "--wait=x")
        .contains("--wait", "'x' is not a whole number");
    refuses("peerage keys rotate --help", "keys", "rotate", "--folder=x", "--root-key=1")
        .contains("--root-key", "64");
    refuses(
            "peerage keys init --help",
            "keys",
            "init",
            "--folder=x",
            "--site=a.example",
            "--threshold=4")
        .contains("threshold is 1 to rootKeys (3), not 4");
    refuses("peerage keys init --help", "keys", "init", "--folder=x", "--site=UPPER")
        .contains("--site", "lower-case", "UPPER");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> refuses(
      String see, String... arguments) {
    Cli.Result result = Cli.run(arguments).failsWith(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).endsWith("See: " + see + System.lineSeparator());
    assertThat(result.err().lines()).hasSizeLessThanOrEqualTo(3);
    return assertThat(result.err());
  }
}
