package io.peerage.cli;

import io.peerage.demo.Demo;
import io.peerage.demo.DemoOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells the whole story on this machine. */
@Command(
    name = "demo",
    description = {
      "Tells the whole story on this machine: start here.",
      "Runs an origin, a tracker, an origin adapter, agents of which one is hostile, and viewers, on"
          + " loopback and in one folder.",
      "Goes on with gentle traffic until Ctrl-C. With --once it ends by itself: exit status 0 only"
          + " if the story held; the last line of standard output is one JSON object."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--once", description = "Ends when the story is told.")
  private boolean once;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where everything lives; empty or not there yet (default: a new folder).")
  private @Nullable Path folder;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many agents; the last is hostile (default: ${DEFAULT-VALUE}).")
  private int agents;

  @Option(
      names = "--file-mib",
      paramLabel = "N",
      defaultValue = "256",
      description = "Size of the download in MiB (default: ${DEFAULT-VALUE}).")
  private int fileMiB;

  @Option(
      names = "--dashboard-port",
      paramLabel = "PORT",
      defaultValue = "7440",
      description = "The dashboard's port if it is free (default: ${DEFAULT-VALUE}).")
  private int dashboardPort;

  @SuppressWarnings("NullAway.Init")
  DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    DemoOptions options;
    try {
      options =
          new DemoOptions(
              folder != null ? folder : Files.createTempDirectory("peerage-demo-"),
              once,
              agents,
              fileMiB,
              dashboardPort);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    return new Demo(options, spec.commandLine().getOut()).run() ? Peerage.OK : Peerage.FAILED;
  }
}
