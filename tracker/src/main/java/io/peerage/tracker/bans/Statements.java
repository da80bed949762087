package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.Statement.Decider;
import io.peerage.tracker.bans.Statement.Exhibit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts verdicts against agents into words for those whom they concern. Pure. */
final class Statements {
  private final BanParameters parameters;

  Statements(BanParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * The statements of all verdicts against an agent, the newest first.
   *
   * @param verdicts the newest first
   * @param files the evidence that is kept on it
   */
  List<Statement> of(
      AgentId agent, Status status, List<Verdict> verdicts, List<EvidenceFile.Summary> files) {
    Map<String, EvidenceFile.Summary> kept =
        files.stream().collect(Collectors.toMap(EvidenceFile.Summary::id, Function.identity()));
    return verdicts.stream()
        .filter(verdict -> isAgainst(verdict.to()))
        .map(verdict -> statement(agent, status, verdict, kept))
        .toList();
  }

  private static boolean isAgainst(AgentState state) {
    return switch (state) {
      case PROBATION, TRUSTED -> false;
      case DEGRADED, CONTESTED, QUARANTINE, BANNED -> true;
    };
  }

  private Statement statement(
      AgentId agent, Status status, Verdict verdict, Map<String, EvidenceFile.Summary> kept) {
    boolean inForce = status.since().equals(verdict.at()) && status.state() == verdict.to();
    boolean permanent = verdict.to() == AgentState.BANNED && verdict.until() == null;
    return new Statement(
        verdict.at(),
        verdict.from(),
        verdict.to(),
        verdict.until(),
        inForce,
        verdict.reason(),
        verdict.evidence().stream().map(id -> new Exhibit(id, kept.get(id))).toList(),
        permanent ? permanenceRule() : rule(verdict),
        permanent ? Decider.PERSON : Decider.PROGRAM,
        permanent ? "It has no end of its own." : ends(verdict),
        inForce
            ? appeal(agent, verdict)
            : "It is over or was followed by another decision; appeal against what is in force.");
  }

  private String rule(Verdict verdict) {
    return switch (verdict.to()) {
      case BANNED ->
          ("A second mismatch in an audit while in quarantine, a second proof within %s of what may"
                  + " be a mistake once, or one proof of contradiction or false accounts, is a ban:"
                  + " the first within %s for %s, each further one %d times as long as the one"
                  + " before, up to number %d.")
              .formatted(
                  parameters.proofWindow(),
                  parameters.strikeWindow(),
                  parameters.firstBan(),
                  parameters.banGrowth(),
                  parameters.strikesForReview());
      case QUARANTINE ->
          verdict.from() == AgentState.BANNED
              ? "A ban that is over leads to quarantine, where audits decide."
              : "One mismatch in an audit by the tracker, or one proof of what may be a mistake"
                  + " once, leads to quarantine.";
      case CONTESTED ->
          ("An agent of whom at least %d independent clients speak with a doubt of at least %s,"
                  + " while at least %d audits were clean, is contested: it is offered only to"
                  + " clients that it served well.")
              .formatted(
                  parameters.contestedGroups(),
                  parameters.contestedDoubt(),
                  parameters.contestedCleanAudits());
      case DEGRADED ->
          "A trusted agent whose score falls below %s is degraded: it is offered last."
              .formatted(parameters.degradedScore());
      case PROBATION, TRUSTED -> "";
    };
  }

  private String permanenceRule() {
    return "From ban number %d within %s on, a person may decide that it is for good."
        .formatted(parameters.strikesForReview(), parameters.strikeWindow());
  }

  private String ends(Verdict verdict) {
    Instant until = verdict.until();
    return switch (verdict.to()) {
      case BANNED -> "It ends at %s, in quarantine.".formatted(until);
      case QUARANTINE ->
          "It ends after %d clean audits in a row.".formatted(parameters.cleanAuditsToLeave());
      case CONTESTED ->
          "It ends when the doubt is below %s, after %s at least."
              .formatted(parameters.contestedDoubt() / 2, parameters.contestedFor());
      case DEGRADED ->
          "It ends when the score is back at %s.".formatted(parameters.restoredScore());
      case PROBATION, TRUSTED -> "";
    };
  }

  private static String appeal(AgentId agent, Verdict verdict) {
    String how =
        "An operator files it: peerage appeals file %s --text TEXT, or POST /api/v1/agents/%s/appeals."
            .formatted(agent, agent);
    return verdict.evidence().isEmpty()
        ? how + " What clients said is set aside if nothing was proved and audits are clean."
        : how
            + " All evidence is checked again by program; if none of it holds, that alone ends it."
            + " Else a person decides. Anyone can check the files: peerage verify-evidence.";
  }
}
