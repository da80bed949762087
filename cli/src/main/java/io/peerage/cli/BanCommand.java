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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Bans. */
@Command(
    name = "ban",
    description = {
      "Shows why an agent is banned, and makes a ban permanent.",
      "Nobody bans by hand: only audits and proofs do."
    },
    mixinStandardHelpOptions = true,
    subcommands = {BanCommand.ShowStatement.class, BanCommand.Permanent.class})
final class BanCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  BanCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: peerage ban statement or permanent");
  }

  /** What the tracker is told. */
  record Review(String reason, String by) {}

  /** What it answers. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Verdict(Instant at, String reason) {}

  /** What was decided against an agent. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Statements(String agent, String state, List<Statement> statements) {}

  /** One decision. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Statement(
      Instant decidedAt,
      String from,
      String to,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant until,
      boolean inForce,
      String facts,
      List<Exhibit> evidence,
      String rule,
      String decidedBy,
      String ends,
      String appeal) {}

  /** An evidence file that it rests on. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Exhibit(String id, @JsonSetter(nulls = Nulls.SET) @Nullable EvidenceFile file) {}

  /** What an evidence file says. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record EvidenceFile(Instant observedAt, String fault) {}

  /** Prints the statement of reasons. */
  @Command(
      name = "statement",
      description = {
        "Prints the statement of reasons for what was decided against an agent: what, on which"
            + " facts and evidence, by which rule, until when, and how to appeal. The newest first.",
      },
      mixinStandardHelpOptions = true)
  static final class ShowStatement implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Parameters(paramLabel = "ID", converter = AgentIdConverter.class, description = "The agent.")
    private AgentId agent;

    @Option(names = "--json", description = "Prints the tracker's answer, one JSON object.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    ShowStatement() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      String path = "agents/" + agent + "/statement";
      if (json) {
        out.println(admin.getText(path));
        return Peerage.OK;
      }
      Statements told = admin.get(path, Statements.class);
      if (told.statements.isEmpty()) {
        out.printf("Nothing was decided against %s. Its state is %s.%n", told.agent, told.state);
      }
      told.statements.forEach(statement -> print(statement, out));
      return Peerage.OK;
    }
  }

  private static void print(Statement statement, PrintWriter out) {
    out.printf(
        "%s -> %s at %s, by %s%s%n",
        statement.from,
        statement.to,
        statement.decidedAt,
        statement.decidedBy.equals("PERSON") ? "a person" : "the program",
        statement.inForce ? ", in force" : "");
    out.println("  facts:    " + statement.facts);
    for (Exhibit exhibit : statement.evidence) {
      EvidenceFile file = exhibit.file;
      out.printf(
          "  evidence: %s %s%n",
          exhibit.id, file == null ? "is not kept any more" : file.observedAt + ": " + file.fault);
    }
    out.println("  rule:     " + statement.rule);
    out.println("  end:      " + statement.ends);
    out.println("  appeal:   " + statement.appeal);
  }

  /** Makes a ban permanent. */
  @Command(
      name = "permanent",
      description = {
        "Makes an agent's ban permanent, after a person's review. Only a banned agent, and from"
            + " its fourth ban within 90 days on unless the tracker is configured otherwise"
            + " (bans.strikesForReview)."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  peerage ban permanent a-1f2e3d4c5b6a7988 --reason 'hostile host' --by ann")
  static final class Permanent implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Parameters(paramLabel = "ID", converter = AgentIdConverter.class, description = "The agent.")
    private AgentId agent;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why, at most 1000 characters.")
    private String reason;

    @Mixin private AppealsCommand.Person person;

    @SuppressWarnings("NullAway.Init")
    Permanent() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      Verdict verdict =
          admin.post(
              "agents/" + agent + "/permanent", new Review(reason, person.name()), Verdict.class);
      spec.commandLine()
          .getOut()
          .printf("%s is banned for good since %s: %s%n", agent, verdict.at, verdict.reason);
      return Peerage.OK;
    }
  }
}
