package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way to a service is no other way: what is wrong is said in the same words. */
class PlainStartTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "agent",
        "agent --config",
        "agent --config a.yaml --set zone=a",
        "agent --set zone=a",
        "agent --config --help",
        "demo --config a.yaml",
        "--config agent a.yaml"
      })
  void allOtherCommandsAreLeftToTheParser(String command) {
    assertThat(PlainStart.run(List.of(command.split(" ")), new PrintWriter(new StringWriter())))
        .isEqualTo(OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "tracker", "origin-adapter", "adapter"})
  void aWrongFileIsToldOfAsTheParserWould(String service) throws Exception {
    Path file = Files.writeString(folder.resolve("wrong.yaml"), "zonne: a\n");
    StringWriter said = new StringWriter();

    OptionalInt status =
        PlainStart.run(List.of(service, "--config", file.toString()), new PrintWriter(said, true));

    Cli.Result parsed = Cli.run(service, "--config=" + file);
    assertThat(status).hasValue(parsed.status());
    assertThat(said.toString()).isEqualTo(parsed.err()).contains("zonne");
  }

  @Test
  void anAdapterWithoutSitesDoesNotStart() throws Exception {
    Path file = Files.writeString(folder.resolve("empty.yaml"), "");
    StringWriter said = new StringWriter();

    assertThat(
            PlainStart.run(
                List.of("origin-adapter", "-c", file.toString()), new PrintWriter(said, true)))
        .hasValue(Peerage.USAGE);
    assertThat(said.toString()).contains("sites is empty");
  }
}
