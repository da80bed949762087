package io.peerage.cli;

import io.peerage.runtime.config.ConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which every process takes its configuration. */
final class ConfigOptions {
  @Mixin private ConfigSource source;

  @Option(
      names = "--print-config",
      description = "Prints the configuration that results, and exits.")
  private boolean print;

  /** Picocli fills the fields. */
  @SuppressWarnings("NullAway.Init")
  ConfigOptions() {}

  /** The configuration of the process whose environment variables start with {@code prefix}. */
  <T extends Record> T load(String prefix, T defaults) throws ConfigException {
    return source.load(prefix, defaults);
  }

  /** Whether it was only to be printed. */
  boolean isPrintOnly() {
    return print;
  }
}
