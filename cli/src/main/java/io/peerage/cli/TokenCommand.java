package io.peerage.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.runtime.config.TimeSpan;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Enrolment tokens. */
@Command(
    name = "token",
    description = "Makes enrolment tokens, with which agents and origin adapters join.",
    mixinStandardHelpOptions = true,
    subcommands = TokenCommand.Create.class)
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  TokenCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: peerage token create");
  }

  /** What the tracker is asked. */
  record Request(Role role, String account, long lifetimeSeconds) {}

  /** What it answers. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Made(String token, Instant expires) {}

  /** Makes one token. */
  @Command(
      name = "create",
      description = {
        "Makes a token that enrols one agent or adapter, once, and prints it on standard output.",
        "It is a secret until it is used."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer =
          "  peerage token create --role origin-adapter --admin-token-file"
              + " /var/lib/peerage/tracker/admin-token > adapter.token")
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "agent",
        converter = RoleConverter.class,
        description = "agent or origin-adapter (default: ${DEFAULT-VALUE}).")
    private Role role;

    @Option(
        names = "--account",
        paramLabel = "NAME",
        defaultValue = "default",
        description = "The account that the identity counts for (default: ${DEFAULT-VALUE}).")
    private String account;

    @Option(
        names = "--lifetime",
        paramLabel = "TIME",
        defaultValue = "1h",
        converter = Lifetime.class,
        description = "How long it may be used, at most 1h (default: ${DEFAULT-VALUE}).")
    private Duration lifetime;

    @SuppressWarnings("NullAway.Init")
    Create() {}

    @Override
    public Integer call() throws Exception {
      if (lifetime.compareTo(EnrolmentToken.MAX_LIFETIME) > 0 || lifetime.toSeconds() < 1) {
        throw new CommandLine.ParameterException(spec.commandLine(), "--lifetime is 1s to 1h");
      }
      Made made =
          admin.post(
              "enrolment-tokens", new Request(role, account, lifetime.toSeconds()), Made.class);
      PrintWriter out = spec.commandLine().getOut();
      out.println(made.token());
      spec.commandLine()
          .getErr()
          .println("Enrols one " + role.segment() + ", once, until " + made.expires() + ".");
      return Peerage.OK;
    }
  }

  /** Reads a role. */
  static final class RoleConverter implements ITypeConverter<Role> {
    @Override
    public Role convert(String value) {
      try {
        return Role.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Reads a length of time. */
  static final class Lifetime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return TimeSpan.parse(value).duration();
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(
            "%s; not \"%s\"".formatted(e.getMessage(), value));
      }
    }
  }
}
