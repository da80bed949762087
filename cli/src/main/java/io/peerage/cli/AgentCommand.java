package io.peerage.cli;

import io.peerage.agent.AgentConfig;
import io.peerage.runtime.config.ConfigLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs an agent. */
@Command(
    name = "agent",
    description = "Runs an agent: the sidecar that players and apps ask instead of the origin.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage agent --config config/agent.yaml",
      "  peerage agent --set store.quota=20GiB --print-config",
      "",
      "Every key is also an environment variable: PEERAGE_AGENT_STORE_QUOTA for store.quota.",
      "PEERAGE_LOG_LEVEL=debug says more in the log, PEERAGE_LOG=json says it in JSON.",
    })
final class AgentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @SuppressWarnings("NullAway.Init")
  AgentCommand() {}

  @Override
  public Integer call() throws Exception {
    AgentConfig config = options.load(Services.AGENT_PREFIX, AgentConfig.DEFAULTS);
    if (options.isPrintOnly()) {
      spec.commandLine().getOut().print(ConfigLoader.toYaml(config));
      return Peerage.OK;
    }
    Services.run(config);
    return Peerage.OK;
  }
}
