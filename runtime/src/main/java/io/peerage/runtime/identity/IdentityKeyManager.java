package io.peerage.runtime.identity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the identity that a process holds at the moment of the handshake. */
final class IdentityKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "identity";
  private static final String KEY_TYPE = "EdDSA";

  private final CurrentIdentity own;

  IdentityKeyManager(CurrentIdentity own) {
    this.own = own;
  }

  @Override
  public X509Certificate[] getCertificateChain(@Nullable String alias) {
    Identity identity = own.get();
    return new X509Certificate[] {identity.certificate(), identity.authority()};
  }

  @Override
  public PrivateKey getPrivateKey(@Nullable String alias) {
    return own.get().key().forTls();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  private static @Nullable String choose(String... keyTypes) {
    return Arrays.asList(keyTypes).contains(KEY_TYPE) ? ALIAS : null;
  }
}
