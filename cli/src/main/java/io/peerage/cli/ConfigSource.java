package io.peerage.cli;

import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command reads the configuration of a process. */
final class ConfigSource {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML file; the folder config/ has one with every key and its default.")
  private @Nullable Path file;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description =
          "Sets one key; may be given again. Wins over environment variables, which win over the"
              + " file.")
  private List<String> settings = new ArrayList<>();

  /** Picocli fills the fields. */
  ConfigSource() {}

  /** The configuration of the process whose environment variables start with {@code prefix}. */
  <T extends Record> T load(String prefix, T defaults) throws ConfigException {
    return new ConfigLoader(prefix)
        .load(defaults, Optional.ofNullable(file), System.getenv(), settings);
  }
}
