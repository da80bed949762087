package io.peerage.cli;

import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every process takes its configuration. */
final class ConfigOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML file; the folder config/ has one with every key.")
  private @Nullable Path file;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description =
          "Sets one key, such as store.quota=20GiB. Wins over environment variables"
              + " (PEERAGE_AGENT_STORE_QUOTA), which win over the file.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--print-config",
      description = "Prints the configuration that results, and ends.")
  private boolean print;

  /** Picocli fills the fields. */
  ConfigOptions() {}

  /** The configuration of the process whose environment variables start with {@code prefix}. */
  <T extends Record> T load(String prefix, T defaults) throws ConfigException {
    return new ConfigLoader(prefix)
        .load(defaults, Optional.ofNullable(file), System.getenv(), settings);
  }

  /** Whether it was only to be printed. */
  boolean isPrintOnly() {
    return print;
  }
}
