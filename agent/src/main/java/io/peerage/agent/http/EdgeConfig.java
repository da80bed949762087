package io.peerage.agent.http;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;

/**
 * The edge that players and apps talk to.
 *
 * @param listen where it listens
 * @param name how this cache calls itself in {@code Cache-Status} and {@code Via}
 * @param clientPatience how long a client may take or send nothing in the middle of a body
 * @param maxPassing requests that may pass through to origins at once; more get 503
 * @param tls the same over TLS
 * @param limits what clients may take of the agent
 */
public record EdgeConfig(
    ListenAddress listen,
    String name,
    TimeSpan clientPatience,
    int maxPassing,
    TlsConfig tls,
    LimitsConfig limits) {
  public static final EdgeConfig DEFAULTS =
      new EdgeConfig(
          ListenAddress.parse("127.0.0.1:8080"),
          "peerage",
          TimeSpan.ofSeconds(30),
          512,
          TlsConfig.OFF,
          LimitsConfig.DEFAULTS);

  /**
   * A listener for TLS 1.3 and 1.2, with HTTP/2 and HTTP/1.1. The files are read again when they
   * change.
   *
   * @param certificateFile the server's certificate and those that vouch for it, in PEM, the
   *     server's first; empty: no TLS
   * @param keyFile its private key, PKCS #8 in PEM
   */
  public record TlsConfig(ListenAddress listen, String certificateFile, String keyFile) {
    /** No TLS. */
    public static final TlsConfig OFF =
        new TlsConfig(ListenAddress.parse("127.0.0.1:8443"), "", "");

    public TlsConfig {
      if (certificateFile.isEmpty() != keyFile.isEmpty()) {
        throw new IllegalArgumentException(
            "certificateFile and keyFile go together: name both, or neither for no TLS");
      }
    }

    /** Whether there is a listener for TLS. */
    public boolean on() {
      return !certificateFile.isEmpty();
    }
  }

  /**
   * What clients may take of the agent.
   *
   * @param connections of clients at once; beyond, those without a request under way are closed,
   *     then new ones get 503
   * @param requestBody the longest; longer ones get 413
   * @param memory for requests under way that are not answered at once from what is at hand; what
   *     finds no room gets 503
   */
  public record LimitsConfig(int connections, ByteSize requestBody, ByteSize memory) {
    public static final LimitsConfig DEFAULTS =
        new LimitsConfig(10_000, ByteSize.parse("1GiB"), ByteSize.ofMiB(256));

    public LimitsConfig {
      if (connections < 1 || connections > 1_000_000) {
        throw new IllegalArgumentException("connections is 1 to 1000000, not " + connections);
      }
      if (memory.bytes() < 1L << 20) {
        throw new IllegalArgumentException("memory is at least 1MiB, not " + memory);
      }
    }
  }

  public EdgeConfig {
    if (!name.matches("[a-zA-Z][a-zA-Z0-9_.-]{0,62}")) {
      throw new IllegalArgumentException(
          "name is a letter, then up to 62 letters, digits, dots, hyphens and underscores");
    }
    if (maxPassing < 1 || maxPassing > 100_000) {
      throw new IllegalArgumentException("maxPassing is 1 to 100000, not " + maxPassing);
    }
  }
}
