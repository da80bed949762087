package io.peerage.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command itself. */
@Command(
    name = "peerage",
    description = "Peer-to-peer delivery for media sites: verified bytes, proven trust.",
    mixinStandardHelpOptions = true,
    versionProvider = Peerage.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AgentCommand.class,
      TrackerCommand.class,
      OriginAdapterCommand.class,
      KeysCommand.class,
      PublishCommand.class,
      TokenCommand.class,
      PurgeCommand.class,
      TakedownCommand.class,
      ExplainCommand.class,
      ShadowCommand.class,
      ReplayCommand.class,
      AppealsCommand.class,
      BanCommand.class,
      SignUrlCommand.class,
      VerifyEvidenceCommand.class,
      DemoCommand.class,
      SimulateCommand.class,
      OriginCommand.class,
      HelpCommand.class,
      AutoComplete.GenerateCompletion.class,
    },
    footerHeading = "%n",
    footer = {
      "New here? `peerage demo` shows it all. `peerage COMMAND --help` says more of each.",
      "Exit status: 0 done, 1 failed or the answer is no, 2 wrong usage or configuration."
    })
public final class Peerage implements Runnable {
  /** Done. */
  static final int OK = 0;

  /** It failed, or the answer is no. */
  static final int FAILED = 1;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

  private static final int HELP_CHARS = 100;
  private static final int HELP_OPTION_CHARS = 30;

  @Spec private CommandSpec spec;

  /** Picocli fills the fields. */
  @SuppressWarnings("NullAway.Init")
  Peerage() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Runs one command, and exits with its status. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    int status =
        PlainStart.run(List.of(args), err)
            .orElseGet(() -> commandLine().setOut(out).setErr(err).execute(args));
    out.flush();
    System.exit(status);
  }

  static CommandLine commandLine() {
    CommandLine command =
        new CommandLine(new Peerage())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(HELP_CHARS)
            .setUsageHelpLongOptionsMaxWidth(HELP_OPTION_CHARS)
            .setParameterExceptionHandler(Errors::usage)
            .setExecutionExceptionHandler(Errors::failure);
    layOutHelp(command);
    return command;
  }

  /** Options in the order in which they are declared; the version by every command. */
  private static void layOutHelp(CommandLine command) {
    command.getCommandSpec().usageMessage().sortOptions(false);
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Peerage::layOutHelp);
  }

  /** The version of the jar, as the build wrote it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Peerage.class.getPackage().getImplementationVersion();
      return new String[] {
        "peerage " + (version == null ? "(development)" : version), "Java " + Runtime.version(),
      };
    }
  }
}
