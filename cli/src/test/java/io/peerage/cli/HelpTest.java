package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private static final List<String> NOT_OURS = List.of("help", "generate-completion");

  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    collect(Peerage.commandLine(), List.of(), all);
    return all.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> into) {
    into.add(path);
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      List<String> below = new ArrayList<>(path);
      below.add(sub.getKey());
      if (!NOT_OURS.contains(sub.getKey())) {
        collect(sub.getValue(), below, into);
      }
    }
  }

  private static Cli.Result run(List<String> path, String... more) {
    return Cli.run(Stream.concat(path.stream(), Stream.of(more)).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpThatFitsATerminal(List<String> path) {
    Cli.Result help = run(path, "--help").succeeds();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: peerage");
    assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
    assertThat(help.out()).contains("-h, --help").doesNotContain("null").doesNotContain("${");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDescribedInASentenceAndNamesItsDefault(List<String> path) {
    CommandLine command = Peerage.commandLine();
    for (String name : path) {
      command = Objects.requireNonNull(command.getSubcommands().get(name));
    }
    CommandSpec spec = command.getCommandSpec();
    assertThat(spec.usageMessage().description()).as("description of %s", path).isNotEmpty();
    for (ArgSpec argument : spec.args()) {
      String text = String.join(" ", argument.description());
      String name = argument instanceof OptionSpec option ? option.longestName() : "parameter";
      assertThat(text).as("%s of %s", name, path).endsWith(".");
      if (argument.defaultValue() != null) {
        assertThat(text).as("%s of %s", name, path).contains("default: ");
      }
      if (argument instanceof OptionSpec option && option.arity().max() > 0) {
        assertThat(option.paramLabel()).as(name).matches("[A-Z:=]+");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTellsTheVersion(List<String> path) {
    Cli.Result version = run(path, "--version").succeeds();
    assertThat(version.out()).startsWith("peerage ").contains("Java 25");
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    assertThat(Cli.run().succeeds().out()).isEqualTo(Cli.run("--help").out());
    assertThat(Cli.run("help", "keys").succeeds().out()).isEqualTo(Cli.run("keys", "--help").out());
  }

  @Test
  void firstHelpNamesEveryCommandAndTheExitStatuses() {
    String help = Cli.run("--help").out();
    commands()
        .filter(path -> path.size() == 1)
        .forEach(path -> assertThat(help).contains(path.getFirst()));
    assertThat(help).contains("Exit status: 0").contains("peerage demo");
  }

  @Test
  void completionScriptIsMade() {
    assertThat(Cli.run("generate-completion").succeeds().out())
        .contains("peerage")
        .contains("verify-evidence");
  }
}
