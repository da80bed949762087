package io.peerage.cli;

import io.peerage.adapter.AdapterConfig;
import io.peerage.adapter.OriginAdapter;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.lifecycle.UntilStopped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
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
    if (config.sites().isEmpty()) {
      throw new ConfigException(
          List.of(
              "sites is empty; name at least one site with its source and keys, as in"
                  + " config/origin-adapter.yaml"));
    }
    OriginAdapter adapter = new OriginAdapter(config, InstantSource.system(), new SecureRandom());
    adapter.start();
    UntilStopped.run(adapter);
    return Peerage.OK;
  }
}
