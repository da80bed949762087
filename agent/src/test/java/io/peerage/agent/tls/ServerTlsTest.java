package io.peerage.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.runtime.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {
  private final Instant now = Instant.now();

  @TempDir Path folder;

  private ServerTls open() throws ConfigException {
    return ServerTls.open(
        "edge.tls",
        folder.resolve("cert.pem"),
        folder.resolve("key.pem"),
        InstantSource.fixed(now));
  }

  private TestCertificate make(String algorithm) {
    return TestCertificate.make(algorithm, now.minusSeconds(60), now.plusSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void keysOfTheUsualKindsAreUsed(String algorithm) throws Exception {
    make(algorithm).write(folder);
    assertThat(open().get()).isNotNull();
  }

  @Test
  void whatIsWrongIsSaidWithItsRemedy() throws Exception {
    refuses("cert.pem: there is no such file");
    make("EC").write(folder);
    String key = Files.readString(folder.resolve("key.pem"));
    Files.writeString(folder.resolve("key.pem"), make("EC").keyPem());
    refuses("not that of the first certificate");
    Files.writeString(folder.resolve("key.pem"), make("RSA").keyPem());
    refuses("keyFile has no EC key");
    Files.writeString(folder.resolve("key.pem"), "nothing");
    refuses("keyFile has no PRIVATE KEY");
    Files.writeString(folder.resolve("key.pem"), key.replace("PRIVATE", "EC PRIVATE"));
    refuses("openssl pkcs8 -topk8 -nodes");
    Files.writeString(folder.resolve("key.pem"), key.replace("PRIVATE", "ENCRYPTED PRIVATE"));
    refuses("keyFile is encrypted");
    Files.writeString(folder.resolve("key.pem"), key);
    Files.writeString(
        folder.resolve("cert.pem"),
        Files.readString(folder.resolve("cert.pem")) + make("EC").certificatePem());
    refuses("certificate 2 (CN=localhost) did not sign the one before it");
    Files.writeString(folder.resolve("cert.pem"), "x".repeat(70_000));
    refuses("cert.pem is over 65536 bytes");
    TestCertificate.make("EC", now.minusSeconds(60), now.minusSeconds(10)).write(folder);
    refuses("ended at");
    TestCertificate.make("EC", now.plusSeconds(60), now.plusSeconds(100)).write(folder);
    refuses("is this machine's clock right?");
  }

  @Test
  void changedFilesMakeANewContextAndWrongOnesDoNot() throws Exception {
    make("EC").write(folder);
    ServerTls tls = open();
    SSLContext first = tls.get();
    tls.tend();
    assertThat(tls.get()).isSameAs(first);
    TestCertificate next = make("RSA");
    Files.writeString(folder.resolve("cert.pem"), next.certificatePem());
    tls.tend();
    // Half of the pair: the old one stays.
    assertThat(tls.get()).isSameAs(first);
    Files.delete(folder.resolve("key.pem"));
    tls.tend();
    assertThat(tls.get()).isSameAs(first);
    Files.writeString(folder.resolve("key.pem"), next.keyPem());
    tls.tend();
    assertThat(tls.get()).isNotSameAs(first);
  }

  private void refuses(String problem) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::open)
        .withMessageContaining("edge.tls: ")
        .withMessageContaining(problem)
        .withMessageNotContaining("-----");
  }
}
