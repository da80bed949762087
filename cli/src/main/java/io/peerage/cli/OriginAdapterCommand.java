package io.peerage.cli;

import io.peerage.adapter.AdapterConfig;
import io.peerage.runtime.config.ConfigLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs an origin adapter. */
@Command(
    name = "origin-adapter",
    aliases = "adapter",
    description = "Runs an origin adapter: stands before an origin and signs what it publishes.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage origin-adapter --config config/origin-adapter.yaml",
      "  peerage origin-adapter --set state.quota=20GiB --print-config",
      "",
      "Every key is also an environment variable: PEERAGE_ADAPTER_STATE_QUOTA for state.quota.",
      "PEERAGE_LOG_LEVEL=debug says more in the log, PEERAGE_LOG=json says it in JSON.",
    })
final class OriginAdapterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @SuppressWarnings("NullAway.Init")
  OriginAdapterCommand() {}

  @Override
  public Integer call() throws Exception {
    AdapterConfig config = options.load(AdapterConfig.ENVIRONMENT_PREFIX, AdapterConfig.DEFAULTS);
    if (options.isPrintOnly()) {
      spec.commandLine().getOut().print(ConfigLoader.toYaml(config));
      return Peerage.OK;
    }
    Services.run(config);
    return Peerage.OK;
  }
}
