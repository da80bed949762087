package io.peerage.cli;

import io.peerage.agent.access.UrlKeys;
import io.peerage.agent.access.UrlToken;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.TimeSpan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs URLs for sites that want signed ones. */
@Command(
    name = "sign-url",
    description = {
      "Signs a URL for a site whose agents have sites.signedUrls, and prints it on standard output.",
      "The secrets are in a file, a line for each: an id, a space, at least 32 bytes in base64url."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo \"2026-11 $(openssl rand -base64 32 | tr '+/' '-_')\" > url-keys",
      "  peerage sign-url --site media.example.com --keys url-keys"
          + " https://media.example.com/film.mp4",
      "  peerage sign-url --site media.example.com --keys url-keys --prefix /film/ --expires-in 6h"
          + " https://media.example.com/film/index.m3u8"
    })
final class SignUrlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "The URL, or its path with or without a query.")
  private String url;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      required = true,
      description = "The site's name, as in the configuration of its agents (sites.name).")
  private String site;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      required = true,
      description = "The file with the secrets (sites.signedUrls.keysFile).")
  private Path keysFile;

  @Option(
      names = "--key",
      paramLabel = "ID",
      description = "Which secret signs; without it the last one in the file.")
  private @Nullable String key;

  @Option(
      names = "--prefix",
      paramLabel = "PATH",
      description =
          "Signs for all paths that begin so, instead of the URL's own path alone. Ends with /.")
  private @Nullable String prefix;

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = TokenCommand.Lifetime.class,
      description = "For how long it is good (default: ${DEFAULT-VALUE}).")
  private Duration expiresIn;

  @Option(
      names = "--address",
      paramLabel = "IP",
      description = "The only client address that may use it; without it any may.")
  private @Nullable String address;

  /** Picocli fills the fields. */
  @SuppressWarnings("NullAway.Init")
  SignUrlCommand() {}

  @Override
  public Integer call() throws Exception {
    UrlKeys keys = keys();
    String id = key == null ? keys.newest() : key;
    if (!keys.has(id)) {
      throw wrong("--key: " + keysFile + " has no secret \"" + id + '"');
    }
    if (expiresIn.toSeconds() < 1) {
      throw wrong("--expires-in is at least 1s, not " + new TimeSpan(expiresIn));
    }
    String fragmentless = url.indexOf('#') < 0 ? url : url.substring(0, url.indexOf('#'));
    String path = path(fragmentless);
    if (prefix != null && !path.startsWith(prefix)) {
      throw wrong("--prefix: the URL's path %s does not begin with %s".formatted(path, prefix));
    }
    Instant expires = Instant.ofEpochSecond(Instant.now().plus(expiresIn).getEpochSecond());
    String parameters;
    try {
      parameters =
          new UrlToken(
                  prefix == null
                      ? new UrlToken.Scope.Path(path)
                      : new UrlToken.Scope.Prefix(prefix),
                  expires,
                  canonicalAddress())
              .parameters(new SiteName(site).toString(), keys, id);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    spec.commandLine()
        .getOut()
        .println(fragmentless + (fragmentless.indexOf('?') < 0 ? "?" : "&") + parameters);
    spec.commandLine().getErr().println("Signed with " + id + ", good until " + expires + ".");
    return Peerage.OK;
  }

  private UrlKeys keys() throws IOException {
    try {
      if (Files.size(keysFile) > UrlKeys.MAX_FILE_BYTES) {
        throw new IOException(
            keysFile + ": is over " + UrlKeys.MAX_FILE_BYTES + " bytes; is it the right file?");
      }
      return UrlKeys.parse(Files.readString(keysFile));
    } catch (java.nio.charset.MalformedInputException e) {
      throw new IOException(keysFile + ": is not text", e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IOException(keysFile + ": " + e.getMessage(), e);
    }
  }

  /** The path as it will stand on the request line. */
  private String path(String from) {
    try {
      URI uri = new URI(from);
      String raw = uri.getRawPath();
      if (raw == null || !(raw.startsWith("/") || raw.isEmpty())) {
        throw wrong("the URL is https://host/path or /path, not \"" + from + '"');
      }
      return raw.isEmpty() ? "/" : raw;
    } catch (URISyntaxException e) {
      throw wrong("the URL is not one: " + e.getMessage());
    }
  }

  /** An address as agents write it. */
  private String canonicalAddress() {
    if (address == null) {
      return "";
    }
    try {
      return InetAddress.ofLiteral(address).getHostAddress();
    } catch (IllegalArgumentException e) {
      throw wrong("--address is one of IPv4 or IPv6, such as 192.0.2.7; not \"" + address + '"');
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
