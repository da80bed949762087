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

/** Says why something is as it is. */
@Command(
    name = "explain",
    description = "Says why something is as it is.",
    mixinStandardHelpOptions = true,
    subcommands = ExplainCommand.Agent.class)
final class ExplainCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  ExplainCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to explain: peerage explain agent");
  }

  /** What the tracker answers. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Explanation(
      String agent,
      Standing status,
      String why,
      List<Verdict> verdicts,
      int earlierVerdicts,
      List<Prospect> prospects,
      @JsonSetter(nulls = Nulls.SET) @Nullable Trust trust) {}

  /** Its state. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Standing(
      String state,
      Instant since,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant until,
      List<Instant> bans,
      List<String> evidence) {}

  /** A change of its state. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Verdict(
      Instant at,
      String from,
      String to,
      String reason,
      List<String> evidence,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant until) {}

  /** What would change it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Prospect(String text) {}

  /** Its score taken apart. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Trust(Score score, double control, double auditsFailed, int clients, List<Part> parts) {}

  /** Its score. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Score(
      double score,
      double mean,
      double lowerBound,
      double good,
      double bad,
      double suspicion,
      double cleanAudits,
      double credibility,
      double doubt) {}

  /** One summand of it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Part(
      String kind,
      @JsonSetter(nulls = Nulls.SET) @Nullable String client,
      double effect,
      double weight,
      double faded,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant last,
      @JsonSetter(nulls = Nulls.SET) @Nullable Double credibility,
      int count) {}

  /** Explains an agent. */
  @Command(
      name = "agent",
      description = {
        "Says why the tracker trusts an agent as it does: its state with the verdicts and their"
            + " evidence, its score as the sum of what made it, and what would change its state."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  peerage explain agent a-1f2e3d4c5b6a7988",
        "  peerage explain agent a-1f2e3d4c5b6a7988 --json | jq .trust.parts"
      })
  static final class Agent implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Parameters(
        paramLabel = "ID",
        converter = AgentIdConverter.class,
        description = "The agent, by the name that it got when it enrolled.")
    private AgentId agent;

    @Option(names = "--json", description = "Prints the tracker's answer, one JSON object.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    Agent() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      String path = "agents/" + agent + "/explanation";
      if (json) {
        out.println(admin.getText(path));
      } else {
        print(admin.get(path, Explanation.class), out);
      }
      return Peerage.OK;
    }
  }

  private static void print(Explanation told, PrintWriter out) {
    Standing status = told.status;
    out.printf(
        "%s is in state %s since %s%s%n",
        told.agent,
        status.state,
        status.since,
        status.until != null
            ? ", until " + status.until
            : status.state.equals("BANNED") ? ", for good" : "");
    out.println("  why: " + told.why);
    if (!status.evidence.isEmpty()) {
      out.println("  evidence: " + String.join(", ", status.evidence));
    }
    if (!status.bans.isEmpty()) {
      out.printf(
          "  bans that count: %d, the last at %s%n", status.bans.size(), status.bans.getLast());
    }
    out.println();
    Trust trust = told.trust;
    if (trust == null) {
      out.println("It has no score: it never announced itself.");
    } else {
      print(trust, out);
    }
    out.println();
    out.println("What would change its state:");
    told.prospects.forEach(prospect -> out.println("  " + prospect.text));
    if (!told.verdicts.isEmpty()) {
      out.println();
      out.println("Verdicts, the newest first:");
      told.verdicts.forEach(verdict -> out.println("  " + text(verdict)));
    }
    if (told.earlierVerdicts > 0) {
      out.printf("  and %d before%n", told.earlierVerdicts);
    }
  }

  private static void print(Trust trust, PrintWriter out) {
    Score score = trust.score;
    out.println("Score %.3f, the sum of:".formatted(score.score));
    trust.parts.forEach(part -> out.println("  %+.3f  ".formatted(part.effect) + text(part)));
    out.println(
        "  (g %.2f, b %.2f, E %.2f, L %.2f, D %.2f, N %.2f, Q %.2f, c %.2f)"
            .formatted(
                score.good,
                score.bad,
                score.mean,
                score.lowerBound,
                trust.control,
                score.suspicion,
                score.doubt,
                score.credibility));
    out.println(
        "  audits lately: %.1f clean, %.1f failed; clients with testimony: %d"
            .formatted(score.cleanAudits, trust.auditsFailed, trust.clients));
  }

  private static String text(Part part) {
    return switch (part.kind) {
      case "START" -> "what a stranger has";
      case "AUDITS_CLEAN" -> "clean audits: good " + weight(part);
      case "AUDITS_FAILED" -> "failed audits: bad " + weight(part);
      case "TESTIMONY_GOOD" -> "transfers to " + client(part) + ": good " + weight(part);
      case "TESTIMONY_BAD" -> "failures that " + client(part) + " tells of: bad " + weight(part);
      case "EARLIER_GOOD" -> "clients that are forgotten: good " + weight(part);
      case "EARLIER_BAD" -> "clients that are forgotten: bad " + weight(part);
      case "CONTROLLER" ->
          "rounds that went worse than those before (D %.2f)".formatted(part.weight);
      case "DOUBT" ->
          part.client == null
              ? "doubt that is fading"
              : "doubt raised by "
                  + client(part)
                  + ", vote %.2f".formatted(part.weight)
                  + last(part);
      case "REST" -> part.count + " more parts of clients";
      default -> part.kind;
    };
  }

  private static String client(Part part) {
    return part.client
        + (part.credibility == null ? "" : " (credibility %.2f)".formatted(part.credibility));
  }

  private static String weight(Part part) {
    String faded = part.faded < 0.005 ? "" : ", %.2f more then".formatted(part.faded);
    return "%.2f".formatted(part.weight) + last(part) + faded;
  }

  private static String last(Part part) {
    return part.last == null ? "" : ", last at " + part.last;
  }

  private static String text(Verdict verdict) {
    return verdict.at
        + "  "
        + verdict.from
        + " -> "
        + verdict.to
        + (verdict.until == null ? "" : " until " + verdict.until)
        + ": "
        + verdict.reason
        + (verdict.evidence.isEmpty() ? "" : " [" + String.join(", ", verdict.evidence) + "]");
  }
}
