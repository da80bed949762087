package io.peerage.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.identity.AgentId;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Appeals. */
@Command(
    name = "appeals",
    description = {
      "Lists, files and decides appeals against what a tracker decided on agents.",
      "The tracker checks all evidence again as soon as an appeal is filed. If none of it holds, or"
          + " an agent was slandered and nothing is proved, that alone upholds the appeal. All"
          + " others wait for a person."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      AppealsCommand.ListAppeals.class,
      AppealsCommand.FileAppeal.class,
      AppealsCommand.Decide.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage appeals list",
      "  peerage appeals file a-1f2e3d4c5b6a7988 --text 'the disk was broken and is replaced'",
      "  peerage appeals decide 7 --uphold --reason 'the vendor confirms the disk' --by ann"
    })
final class AppealsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  AppealsCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: peerage appeals list, file or decide");
  }

  /** What the tracker is asked. */
  record Filing(String text) {}

  /** What it is told. */
  record Decision(String decision, String reason, String by) {}

  /** Several appeals. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Appeals(List<Appeal> appeals) {}

  /** One appeal. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Appeal(
      long id,
      String agent,
      Instant filedAt,
      String filedBy,
      String text,
      String against,
      List<Check> evidence,
      String state,
      Instant due,
      String finding,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant decidedAt,
      @JsonSetter(nulls = Nulls.SET) @Nullable String decidedBy,
      @JsonSetter(nulls = Nulls.SET) @Nullable String reason) {}

  /** What came of checking an evidence file again. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Check(String id, boolean holds, String detail) {}

  /** Lists appeals. */
  @Command(
      name = "list",
      description = "Lists the appeals that wait for a decision, the longest due first.",
      mixinStandardHelpOptions = true)
  static final class ListAppeals implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Option(names = "--all", description = "The last hundred, decided or not, the newest first.")
    private boolean all;

    @Option(names = "--json", description = "Prints the tracker's answer, one JSON object.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    ListAppeals() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      String path = all ? "appeals?all=1" : "appeals";
      if (json) {
        out.println(admin.getText(path));
        return Peerage.OK;
      }
      List<Appeal> appeals = admin.get(path, Appeals.class).appeals;
      if (appeals.isEmpty()) {
        out.println(all ? "There are no appeals." : "No appeal waits for a decision.");
      }
      appeals.forEach(appeal -> print(appeal, out));
      return Peerage.OK;
    }
  }

  /** Files an appeal. */
  @Command(
      name = "file",
      description = {
        "Files an appeal against an agent's present state, and prints what became of it: upheld by"
            + " the program alone, or waiting for a person.",
        "An agent has one open appeal at most."
      },
      mixinStandardHelpOptions = true)
  static final class FileAppeal implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Parameters(paramLabel = "ID", converter = AgentIdConverter.class, description = "The agent.")
    private AgentId agent;

    @Option(
        names = "--text",
        paramLabel = "TEXT",
        required = true,
        description = "Why the decision is wrong, at most 4000 characters.")
    private String text;

    @SuppressWarnings("NullAway.Init")
    FileAppeal() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      print(
          admin.post("agents/" + agent + "/appeals", new Filing(text), Appeal.class),
          spec.commandLine().getOut());
      return Peerage.OK;
    }
  }

  /** Decides an appeal. */
  @Command(
      name = "decide",
      description = {
        "Decides an appeal that waits for a person. What is upheld is taken back: the agent is on"
            + " probation, and a ban is no strike.",
        "Decision, reason, name, address and time are recorded."
      },
      mixinStandardHelpOptions = true)
  static final class Decide implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Parameters(paramLabel = "NUMBER", description = "The appeal's number, as in the list.")
    private long number;

    @ArgGroup(multiplicity = "1")
    private Ruling ruling;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why, at most 1000 characters.")
    private String reason;

    @Mixin private Person person;

    @SuppressWarnings("NullAway.Init")
    Decide() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      Decision decision = new Decision(ruling.word(), reason, person.name());
      print(
          admin.post("appeals/" + number + "/decision", decision, Appeal.class),
          spec.commandLine().getOut());
      return Peerage.OK;
    }
  }

  /** One of the two. */
  static final class Ruling {
    @Option(names = "--uphold", description = "The decision was wrong.")
    private boolean uphold;

    @Option(names = "--reject", description = "The decision was right.")
    private boolean reject;

    private String word() {
      return uphold && !reject ? "UPHELD" : "REJECTED";
    }
  }

  /** Who decides. */
  static final class Person {
    @Option(
        names = "--by",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who decides, for the record (default: ${DEFAULT-VALUE}).")
    private String name;

    @SuppressWarnings("NullAway.Init")
    Person() {}

    String name() {
      return name;
    }
  }

  private static void print(Appeal appeal, PrintWriter out) {
    out.printf(
        "appeal %d of %s against %s: %s%n", appeal.id, appeal.agent, appeal.against, state(appeal));
    out.printf("  filed:    %s from %s%n", appeal.filedAt, appeal.filedBy);
    out.println("  text:     " + appeal.text.replaceAll("\\R", " "));
    for (Check check : appeal.evidence) {
      out.printf(
          "  evidence: %s %s: %s%n",
          check.id, check.holds ? "holds" : "does not hold", check.detail);
    }
    if (!appeal.finding.isEmpty()) {
      out.println("  program:  " + appeal.finding);
    }
    if (appeal.decidedAt != null) {
      out.printf("  decided:  %s by %s: %s%n", appeal.decidedAt, appeal.decidedBy, appeal.reason);
    }
  }

  private static String state(Appeal appeal) {
    return switch (appeal.state) {
      case "WAITING_FOR_PERSON" ->
          "waits for a person, "
              + (appeal.due.isBefore(Instant.now()) ? "OVERDUE since " : "due ")
              + appeal.due;
      case "FILED" -> "filed, not examined yet";
      case "UPHELD" -> "upheld";
      case "REJECTED" -> "rejected";
      default -> appeal.state;
    };
  }
}
