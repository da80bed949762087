package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documents name is there: classes, methods, files, make targets and subcommands. */
class DocumentationTest {
  private static final Path ROOT = Path.of(System.getProperty("peerage.root", ".."));

  /** `Name`, `Name.method` or `Name.Nested`, in backticks. */
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Za-z]\\w*))?`");

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern MAKE = Pattern.compile("\\bmake ([a-z][a-z-]*)\\b");
  private static final Pattern TARGET = Pattern.compile("(?m)^([a-z-]+):");

  /** A command line in a code block or in backticks, up to its end. */
  private static final Pattern COMMAND =
      Pattern.compile("(?:(?m:^)\\./|`(?:\\./)?)peerage ([a-z][^`\n>#]*)");

  @Test
  void classesAndMethodsExist() throws IOException {
    Map<String, Path> sources = sources();
    TreeSet<String> missing = new TreeSet<>();
    for (String document : List.of("README.md", "docs/architecture.md")) {
      for (MatchResult name : find(CLASS, read(document))) {
        Path source = sources.get(name.group(1));
        if (source == null
            || (name.group(2) != null
                && !Pattern.compile("\\b" + name.group(2) + "\\b")
                    .matcher(Files.readString(source))
                    .find())) {
          missing.add(document + ": " + name.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      for (MatchResult link : find(LINK, Files.readString(document))) {
        String target = link.group(1).replaceFirst("#.*", "");
        boolean relative = !target.isEmpty() && !target.matches("[a-z]+:.*");
        if (relative && !Files.exists(document.resolveSibling(target))) {
          dead.add(ROOT.relativize(document) + ": " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyDecisionIsListed() throws IOException {
    String index = read("docs/adr/README.md");
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/adr"))) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
    }
  }

  @Test
  void makeTargetsExist() throws IOException {
    List<String> targets =
        find(TARGET, read("Makefile")).stream().map(target -> target.group(1)).toList();
    assertThat(find(MAKE, read("README.md")))
        .isNotEmpty()
        .allSatisfy(make -> assertThat(targets).contains(make.group(1)));
  }

  @Test
  void subcommandsAndTheirOptionsExist() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String document : List.of("README.md", "docs/operations.md", "docs/architecture.md")) {
      for (MatchResult command : find(COMMAND, read(document))) {
        if (!isUnderstood(command.group(1))) {
          wrong.add(document + ": peerage " + command.group(1));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Whether each word names a subcommand until the first option or operand, and each option is. */
  private static boolean isUnderstood(String arguments) {
    CommandLine command = Peerage.commandLine();
    for (String word : arguments.strip().split("\\s+", -1)) {
      CommandLine subcommand = command.getSubcommands().get(word);
      if (subcommand != null) {
        command = subcommand;
      } else if (word.startsWith("-")
          ? command.getCommandSpec().findOption(word) == null
          : command.getParent() == null) {
        return false;
      }
    }
    return command.getParent() != null;
  }

  private static List<MatchResult> find(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static String read(String document) throws IOException {
    return Files.readString(ROOT.resolve(document));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
      List<Path> documents =
          new ArrayList<>(below.filter(file -> file.toString().endsWith(".md")).toList());
      documents.add(ROOT.resolve("README.md"));
      return documents;
    }
  }

  /** Every Java source by its class's name. */
  private static Map<String, Path> sources() throws IOException {
    Map<String, Path> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path folder : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files
                .filter(file -> file.toString().endsWith(".java"))
                .forEach(
                    file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
          }
        }
      }
    }
    return sources;
  }
}
