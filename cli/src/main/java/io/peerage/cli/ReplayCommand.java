package io.peerage.cli;

import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.config.ConfigException;
import io.peerage.tracker.TrackerConfig;
import io.peerage.tracker.shadow.Divergence;
import io.peerage.tracker.shadow.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where another policy would have decided otherwise, had it heard a recording. */
@Command(
    name = "replay",
    description = {
      "Replays a tracker's recording through the policy that was in force and through another one,"
          + " and shows whom the two put into different states: when, and why each of the two does.",
      "The other policy is the keys shadow.trust and shadow.bans of a tracker's configuration; it"
          + " need not be enabled there. The policy in force is in the recording. The last line of"
          + " standard output is one JSON object: events, agents, divergences, starts. The same"
          + " recording and policy give the same output."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage replay --recording data/tracker/recording --config tracker.yaml",
      "  peerage replay --recording data/tracker/recording --set shadow.bans.contestedDoubt=0.2",
      "",
      "A policy that fits may then run in the shadow: see peerage shadow --help.",
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--recording",
      required = true,
      paramLabel = "FOLDER",
      description =
          "The tracker's recording: the folder recording in its data folder, or a copy of it.")
  private Path recording;

  @Mixin private ConfigSource config;

  @SuppressWarnings("NullAway.Init")
  ReplayCommand() {}

  /** The last line. */
  record Summary(long events, int agents, long divergences, int starts) {}

  @Override
  public Integer call() throws ConfigException, IOException {
    TrackerConfig wanted = config.load(TrackerConfig.ENVIRONMENT_PREFIX, TrackerConfig.DEFAULTS);
    print(Replay.run(recording, wanted.shadow()), spec.commandLine().getOut());
    return Peerage.OK;
  }

  private static void print(Replay.Result result, PrintWriter out) {
    result.divergences().forEach(divergence -> print(divergence, out));
    long agents = result.divergences().stream().map(Divergence::agent).distinct().count();
    out.printf(
        "%d events until %s: of %d agents the other policy put %d into another state at some"
            + " time.%n",
        result.events(), result.until(), result.agents(), agents);
    if (result.starts() > 1) {
      out.printf(
          "Both policies began anew %d times, after gaps in the recording or changes of the policy"
              + " in force.%n",
          result.starts() - 1);
    }
    out.println(
        StrictJson.writeText(
            new Summary(result.events(), result.agents(), result.begun(), result.starts())));
  }

  private static void print(Divergence told, PrintWriter out) {
    out.printf(
        "%s  %s, not %s, from %s%s%n",
        told.agent(),
        told.shadow(),
        told.active(),
        told.since(),
        told.until() == null ? "" : " to " + told.until());
    out.printf("  other, at %s: %s%n", told.shadowAt(), told.shadowWhy());
    out.printf("  in force, at %s: %s%n", told.activeAt(), told.activeWhy());
  }
}
