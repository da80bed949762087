package io.peerage.cli;

import io.peerage.runtime.config.ConfigLoader;
import io.peerage.tracker.TrackerConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a tracker. */
@Command(
    name = "tracker",
    description =
        "Runs a tracker: enrols agents, tells them who has what, judges them, and serves the"
            + " dashboard.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage tracker --config config/tracker.yaml",
      "  peerage tracker --set heartbeat=5s --print-config",
      "",
      "Every key is also an environment variable: PEERAGE_TRACKER_HEARTBEAT for heartbeat.",
      "PEERAGE_LOG_LEVEL=debug says more in the log, PEERAGE_LOG=json says it in JSON.",
    })
final class TrackerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @SuppressWarnings("NullAway.Init")
  TrackerCommand() {}

  @Override
  public Integer call() throws Exception {
    TrackerConfig config = options.load(Services.TRACKER_PREFIX, TrackerConfig.DEFAULTS);
    if (options.isPrintOnly()) {
      spec.commandLine().getOut().print(ConfigLoader.toYaml(config));
      return Peerage.OK;
    }
    Services.run(config);
    return Peerage.OK;
  }
}
