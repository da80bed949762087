package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.message.AgentState;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.tracker.Tracker;
import io.peerage.tracker.TrackerConfig;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.StateChange;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for reasons and appeals, at a tracker in this process that has decided before. */
class TrustCommandsTest {
  @TempDir static Path folder;
  private static @Nullable Tracker tracker;
  private static Instant since = Instant.EPOCH;
  private static Instant until = Instant.EPOCH;
  private static final List<AgentId> agents = new ArrayList<>();

  @BeforeAll
  static void startWithAPast() throws Exception {
    since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    until = since.plus(Duration.ofDays(1));
    try (Tracker before = start()) {
      for (int i = 0; i < 4; i++) {
        agents.add(
            new Enrolment(InstantSource.system())
                .enrol(
                    before.createToken(Role.AGENT, "acme", Duration.ofMinutes(10)),
                    new SecureRandom())
                .id()
                .id());
      }
    }
    try (EmbeddedStore store = EmbeddedStore.open(folder)) {
      store.bans().commit(ban(agents.get(0), "ev-forged"));
      store.bans().commit(contest(agents.get(1)));
      store.bans().commit(ban(agents.get(2), "ev-other"));
    }
    tracker = start();
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(tracker).close();
  }

  private static Tracker start() throws Exception {
    Tracker started =
        new Tracker(
            new ConfigLoader(TrackerConfig.ENVIRONMENT_PREFIX)
                .load(
                    TrackerConfig.DEFAULTS,
                    Optional.empty(),
                    Map.of(),
                    List.of(
                        "dataFolder=" + folder,
                        "trustDomain=peerage.test",
                        "agents.listen=127.0.0.1:0",
                        "admin.listen=127.0.0.1:0",
                        "bans.strikesForReview=1",
                        "drain=1s")),
            InstantSource.system(),
            new SecureRandom());
    started.start();
    return started;
  }

  private static StateChange ban(AgentId agent, String evidence) {
    return new StateChange(
        agent,
        new Status(
            AgentState.BANNED, since, until, 0, List.of(since), List.of(), List.of(evidence)),
        Optional.of(
            new Verdict(
                since,
                AgentState.QUARANTINE,
                AgentState.BANNED,
                "another audit",
                List.of(evidence),
                until)),
        Optional.of(
            new EvidenceFile(
                evidence,
                agent,
                Evidence.Kind.AUDIT,
                since,
                "block 5 was wrong",
                Base64Bytes.of(new byte[] {1, 2, 3}))),
        1);
  }

  private static StateChange contest(AgentId agent) {
    return new StateChange(
        agent,
        Status.initial(AgentState.CONTESTED, since),
        Optional.of(
            new Verdict(
                since,
                AgentState.TRUSTED,
                AgentState.CONTESTED,
                "7 independent clients complain",
                List.of(),
                null)),
        Optional.empty(),
        1);
  }

  @Test
  void bannedAgentIsExplainedStatedAndClearedWhenItsEvidenceIsForged() {
    String agent = agents.get(0).value();
    assertThat(run("explain", "agent", agent).succeeds().out())
        .startsWith(agent + " is in state BANNED since " + since + ", until " + until)
        .contains("why: another audit")
        .contains("evidence: ev-forged")
        .contains("It has no score: it never announced itself.")
        .contains("  BANNED -> QUARANTINE at " + until)
        .contains("QUARANTINE -> BANNED until " + until + ": another audit [ev-forged]");
    assertThat(run("explain", "agent", agent, "--json").succeeds().out())
        .startsWith("{\"agent\":\"" + agent)
        .hasLineCount(1);
    assertThat(run("ban", "statement", agent).succeeds().out())
        .startsWith("QUARANTINE -> BANNED at " + since + ", by the program, in force")
        .contains("evidence: ev-forged " + since + ": block 5 was wrong")
        .contains("rule:     A second mismatch")
        .contains("end:      It ends at " + until)
        .contains("appeal:   An operator files it");
    assertThat(run("appeals", "file", agent, "--text", "it is\nforged").succeeds().out())
        .contains("of " + agent + " against BANNED: upheld")
        .contains("text:     it is forged")
        .contains("evidence: ev-forged does not hold: ")
        .contains("by program: none of the evidence holds");
    assertThat(run("explain", "agent", agent).succeeds().out())
        .contains("is in state PROBATION")
        .contains("PROBATION -> TRUSTED needs g >= 30 (is 0), L >= 0.5 (is 0)");
    run("appeals", "file", agent, "--text", "more")
        .failsWith(1, "(409)", "nothing to appeal against");
  }

  @Test
  void shadowPolicyIsSaidToBeMissingWhenThereIsNone() {
    assertThat(run("shadow").succeeds().out())
        .isEqualToIgnoringNewLines(
            "This tracker has no shadow policy; shadow.enabled in its configuration gives it one.");
    assertThat(run("shadow", "--json").succeeds().out())
        .startsWith("{\"enabled\":false,")
        .hasLineCount(1);
  }

  @Test
  void appealThatTheProgramLeavesIsListedAndDecidedByAPerson() {
    String agent = agents.get(1).value();
    String filed = run("appeals", "file", agent, "--text", "slander").succeeds().out();
    assertThat(filed).contains("against CONTESTED: waits for a person, due ");
    String number = filed.split(" ", 3)[1];
    assertThat(run("appeals", "list").succeeds().out())
        .contains("appeal " + number + " of " + agent);
    assertThat(run("appeals", "list", "--json").succeeds().out()).startsWith("{\"appeals\":[");
    run("appeals", "file", agent, "--text", "again").failsWith(1, "(409)", "open already");
    assertThat(
            run("appeals", "decide", number, "--reject", "--reason", "look again", "--by", "ann")
                .succeeds()
                .out())
        .contains("against CONTESTED: rejected")
        .contains("by ann from 127.0.0.1: look again");
    run("appeals", "decide", number, "--uphold", "--reason", "no")
        .failsWith(1, "(409)", "was rejected", "look again");
    assertThat(run("appeals", "list").succeeds().out()).doesNotContain(agent);
    assertThat(run("appeals", "list", "--all").succeeds().out()).contains(agent);
  }

  @Test
  void banIsMadePermanent() {
    String agent = agents.get(2).value();
    assertThat(
            run("ban", "permanent", agent, "--reason", "hostile", "--by", "ann").succeeds().out())
        .startsWith(agent + " is banned for good since ")
        .contains("hostile (by ann from 127.0.0.1)");
    assertThat(run("explain", "agent", agent).succeeds().out()).contains(", for good");
    assertThat(run("ban", "statement", agent).succeeds().out()).contains("by a person, in force");
    run("ban", "permanent", agent, "--reason", "x").failsWith(1, "(409)", "permanent already");
    run("ban", "permanent", agents.get(3).value(), "--reason", "x")
        .failsWith(1, "(409)", "PROBATION, not banned");
    assertThat(run("ban", "statement", agents.get(3).value()).succeeds().out())
        .contains("Nothing was decided against")
        .contains("PROBATION");
  }

  @Test
  void whatIsNotThereIsSaid() {
    run("explain", "agent", "nobody").failsWith(1, "(404)", "there is no agent \"nobody\"");
    run("ban", "statement", "nobody").failsWith(1, "(404)", "there is no agent");
    run("appeals", "file", "nobody", "--text", "x").failsWith(1, "(404)", "there is no agent");
    run("appeals", "decide", "99999", "--uphold", "--reason", "x")
        .failsWith(1, "(404)", "there is no appeal");
    run("appeals", "file", agents.get(3).value(), "--text", " ")
        .failsWith(1, "(400)", "text is a text");
  }

  @Test
  void wrongUsageIsSaidBeforeAnyTrackerIsAsked() {
    Cli.run("explain").failsWith(2, "explain agent");
    Cli.run("explain", "agent", "No Agent").failsWith(2, "ID");
    Cli.run("appeals").failsWith(2, "list, file or decide");
    Cli.run("appeals", "file", "a-1").failsWith(2, "--text");
    Cli.run("appeals", "decide", "1", "--reason", "x").failsWith(2, "--uphold");
    Cli.run("appeals", "decide", "1", "--uphold", "--reject", "--reason", "x").failsWith(2);
    Cli.run("appeals", "decide", "1", "--uphold").failsWith(2, "--reason");
    Cli.run("appeals", "decide", "one", "--uphold", "--reason", "x").failsWith(2, "NUMBER");
    Cli.run("ban").failsWith(2, "statement or permanent");
  }

  private static Cli.Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--tracker=http://127.0.0.1:" + Objects.requireNonNull(tracker).adminPort());
    all.add("--admin-token-file=" + folder.resolve("admin-token"));
    return Cli.run(all.toArray(String[]::new));
  }
}
