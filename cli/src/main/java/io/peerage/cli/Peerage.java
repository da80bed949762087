package io.peerage.cli;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.runtime.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
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
      TokenCommand.class,
      DemoCommand.class,
      OriginCommand.class,
      VerifyEvidenceCommand.class,
      HelpCommand.class,
      AutoComplete.GenerateCompletion.class,
    },
    footerHeading = "%n",
    footer = {
      "`peerage COMMAND --help` says more of each.",
      "Exit status: 0 done, 1 failed or the answer is no, 2 wrong usage or configuration."
    })
public final class Peerage implements Runnable {
  /** Done. */
  static final int OK = 0;

  /** It failed, or the answer is no. */
  static final int FAILED = 1;

  /** Wrong usage or configuration. */
  static final int USAGE = 2;

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
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Peerage())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Peerage::explain);
  }

  /** Says in a line or a few what went wrong; a stack trace only for what nobody expected. */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    return switch (e) {
      case ConfigException config -> {
        config.problems().forEach(problem -> err.println("peerage: " + problem));
        yield USAGE;
      }
      case IOException io -> {
        err.println("peerage: " + io.getMessage());
        yield FAILED;
      }
      case MalformedMessageException malformed -> {
        err.println("peerage: " + malformed.getMessage());
        yield FAILED;
      }
      default -> {
        e.printStackTrace(err);
        yield FAILED;
      }
    };
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
