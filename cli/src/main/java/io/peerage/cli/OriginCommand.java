package io.peerage.cli;

import io.peerage.demo.origin.StaticOrigin;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.lifecycle.UntilStopped;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs a plain HTTP origin over a folder. */
@Command(
    name = "origin",
    description = "Runs a plain HTTP origin over a folder, for trying Peerage out.",
    mixinStandardHelpOptions = true)
final class OriginCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder whose files it serves.")
  private Path folder;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8000",
      converter = Address.class,
      description = "Where it listens (default: ${DEFAULT-VALUE}).")
  private ListenAddress listen;

  @Option(
      names = "--cache-control",
      paramLabel = "VALUE",
      description = "The Cache-Control field of every response.")
  private @Nullable String cacheControl;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Appends a line per response: method, path, status, body bytes.")
  private @Nullable Path accessLog;

  @SuppressWarnings("NullAway.Init")
  OriginCommand() {}

  @Override
  public Integer call() throws Exception {
    StaticOrigin origin =
        new StaticOrigin(
            folder, listen, Optional.ofNullable(cacheControl), Optional.ofNullable(accessLog));
    origin.start();
    spec.commandLine()
        .getOut()
        .printf("serving %s at http://%s:%d/%n", folder, listen.host(), origin.port());
    spec.commandLine().getOut().flush();
    UntilStopped.run(origin);
    return Peerage.OK;
  }

  /** Reads an address. */
  static final class Address implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String value) {
      try {
        return ListenAddress.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("%s; not \"%s\"".formatted(e.getMessage(), value));
      }
    }
  }
}
