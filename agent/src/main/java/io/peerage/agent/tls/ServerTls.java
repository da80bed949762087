package io.peerage.agent.tls;

import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.FollowedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a listener for clients needs for TLS. A certificate that changes on disk makes a new context
 * for the handshakes after that; connections that are open go on. Thread-safe.
 */
public final class ServerTls implements Supplier<SSLContext> {
  /** The versions that are spoken. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Forward secrecy and authenticated encryption only, the cheapest with AES in hardware first. */
  public static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final int SESSIONS = 20_000;
  private static final int SESSION_SECONDS = 3600;

  private final FollowedFiles<SSLContext> files;

  private ServerTls(FollowedFiles<SSLContext> files) {
    this.files = files;
  }

  /**
   * Reads the files.
   *
   * @param key of the configuration, for messages
   * @throws ConfigException when they are unreadable, malformed, over or not a pair
   */
  public static ServerTls open(String key, Path certificateFile, Path keyFile, InstantSource clock)
      throws ConfigException {
    return new ServerTls(
        new FollowedFiles<>(
            key,
            List.of(certificateFile, keyFile),
            texts ->
                context(
                    ServerCertificate.parse(texts.getFirst(), texts.getLast(), clock.instant()))));
  }

  private static SSLContext context(ServerCertificate certificate) {
    char[] unused = new char[0];
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", certificate.key(), unused, certificate.chain());
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, unused);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      // Bounded: by default sessions are kept for a day.
      context.getServerSessionContext().setSessionCacheSize(SESSIONS);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  /** The context of the certificate that is in force. */
  @Override
  public SSLContext get() {
    return files.get();
  }

  /** Looks whether the files have changed. Blocks for the disk. */
  public void tend() {
    files.tend();
  }
}
