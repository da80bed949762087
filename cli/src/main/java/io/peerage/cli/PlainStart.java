package io.peerage.cli;

import io.peerage.adapter.AdapterConfig;
import io.peerage.agent.AgentConfig;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.tracker.TrackerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Starts a service by the command that service managers use, {@code peerage agent --config FILE},
 * without picocli: its classes are of a format that no AOT cache takes (JEP 483), so that to read
 * these three words with it takes longer than all else of an agent's start. What it does is what
 * picocli would do; any other command is left to that.
 */
final class PlainStart {
  private static final Set<String> OPTION = Set.of("--config", "-c");

  private PlainStart() {}

  /**
   * Runs the service until it is stopped, if the command is of this form.
   *
   * @return the exit status, or nothing if the command is of another form
   */
  static OptionalInt run(List<String> arguments, PrintWriter err) {
    if (arguments.size() != 3
        || !OPTION.contains(arguments.get(1))
        || arguments.get(2).isEmpty()
        || arguments.get(2).startsWith("-")) {
      return OptionalInt.empty();
    }
    try {
      Path file = Path.of(arguments.get(2));
      switch (arguments.getFirst()) {
        case "agent" -> Services.run(load(Services.AGENT_PREFIX, AgentConfig.DEFAULTS, file));
        case "tracker" -> Services.run(load(Services.TRACKER_PREFIX, TrackerConfig.DEFAULTS, file));
        case "origin-adapter", "adapter" ->
            Services.run(load(AdapterConfig.ENVIRONMENT_PREFIX, AdapterConfig.DEFAULTS, file));
        default -> {
          return OptionalInt.empty();
        }
      }
      return OptionalInt.of(Peerage.OK);
    } catch (Exception e) {
      return OptionalInt.of(Errors.failure(e, err));
    }
  }

  private static <T extends Record> T load(String prefix, T defaults, Path file)
      throws ConfigException {
    return new ConfigLoader(prefix).load(defaults, Optional.of(file), System.getenv(), List.of());
  }
}
