package io.peerage.runtime.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTlsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private final SecureRandom random = new SecureRandom();

  private Duration later = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(later);
  private final Authority authority = new Authority();
  private final CurrentIdentity tracker = authority.identity(Role.TRACKER, "t-1");

  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    Routes routes =
        new Routes()
            .add(
                "GET",
                "/whoami",
                exchange ->
                    exchange.sendJson(
                        200,
                        Map.of(
                            "id",
                            exchange
                                .tls()
                                .flatMap(FleetTls::peer)
                                .map(SpiffeId::toString)
                                .orElse("nobody"))))
            .add(
                "GET",
                "/port",
                exchange ->
                    exchange.sendJson(
                        200, Map.of("port", exchange.remoteAddress().orElseThrow().getPort())))
            .add(
                "GET",
                "/no",
                _ -> {
                  throw new RequestException(409, "Conflict", "field x is 1; make it 2");
                });
    server =
        new HttpServer(
            "test",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.of(FleetTls.context(tracker, Set.of(Role.AGENT), clock)),
            Duration.ofSeconds(1),
            routes);
    server.start("listen");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bothEndsKnowWhoTheOtherIs() throws Exception {
    CurrentIdentity agent = authority.identity(Role.AGENT, "a-1");
    try (FleetClient client = client(agent)) {
      assertThat(whoami(client)).isEqualTo(agent.get().id().toString());
      Optional<SpiffeId> peer =
          client.execute(
              new HttpUriRequestBase("GET", uri("/whoami")),
              TIMEOUT,
              (_, certificate) -> FleetClient.identityOf(certificate));
      assertThat(peer).contains(tracker.get().id());
    }
  }

  @Test
  void connectionIsKeptUntilTheCertificateIsRenewed() throws Exception {
    CurrentIdentity agent = authority.identity(Role.AGENT, "a-1");
    try (FleetClient client = client(agent)) {
      String port = port(client);
      assertThat(port(client)).isEqualTo(port);
      assertThat(whoami(client)).isEqualTo("spiffe://peerage.test/agent/a-1");
      assertThat(port(client)).isEqualTo(port);
      agent.replace(authority.identity(Role.AGENT, "a-2").get());
      assertThat(port(client)).isNotEqualTo(port);
      assertThat(whoami(client)).isEqualTo("spiffe://peerage.test/agent/a-2");
    }
  }

  @Test
  void certificateThatEndedIsRefusedByWhoeverBelievedItBefore() throws Exception {
    CurrentIdentity agent = authority.identity(Role.AGENT, "a-1", Instant.now().plusSeconds(1800));
    SSLContext shown = FleetTls.context(agent, Set.of(Role.TRACKER), clock);
    try (FleetClient client = new FleetClient(agent, shown, clock, TIMEOUT, 2, 2)) {
      assertThat(whoami(client)).isEqualTo(agent.get().id().toString());
    }
    later = Duration.ofSeconds(2000);
    try (FleetClient client = new FleetClient(agent, shown, clock, TIMEOUT, 2, 2)) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> whoami(client));
    }
  }

  @Test
  void connectionIsNotUsedBeyondTheCertificateOfItsOtherEnd() throws Exception {
    tracker.replace(authority.identity(Role.TRACKER, "t-1", Instant.now().plusSeconds(1800)).get());
    CurrentIdentity agent = authority.identity(Role.AGENT, "a-1");
    SSLContext lenient =
        FleetTls.context(agent, Set.of(Role.TRACKER), clock, () -> Duration.ofDays(1));
    later = Duration.ofSeconds(2000);
    try (FleetClient client = new FleetClient(agent, lenient, clock, TIMEOUT, 2, 2)) {
      assertThat(port(client)).isNotEqualTo(port(client));
    }
  }

  /** Of this end of the connection, as the server sees it. */
  private String port(FleetClient client) throws IOException {
    return String.valueOf(client.getJson(uri("/port"), TIMEOUT, 1000, Map.class).get("port"));
  }

  @Test
  void newcomerKnowsTheTrackerByItsPinAndShowsNothing() throws Exception {
    SpkiPin pin = SpkiPin.of(authority.certificate);
    try (FleetClient client = new FleetClient(FleetTls.newcomer(pin, clock), TIMEOUT, 1, 1)) {
      assertThat(whoami(client)).isEqualTo("nobody");
    }
    SpkiPin other = SpkiPin.of(new Authority().certificate);
    try (FleetClient client = new FleetClient(FleetTls.newcomer(other, clock), TIMEOUT, 1, 1)) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> whoami(client));
    }
  }

  @Test
  void strangersAndOtherRolesAreTurnedAway() {
    for (CurrentIdentity stranger :
        new CurrentIdentity[] {
          new Authority().identity(Role.AGENT, "a-1"),
          authority.identity(Role.ORIGIN_ADAPTER, "o-1"),
          authority.identity(Role.AGENT, "a-1", Instant.now().minusSeconds(10)),
        }) {
      try (FleetClient client =
          new FleetClient(
              FleetTls.context(
                  new CurrentIdentity(withPinOf(authority, stranger.get())),
                  Set.of(Role.TRACKER),
                  clock),
              TIMEOUT,
              1,
              1)) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> whoami(client));
      }
    }
  }

  @Test
  void refusalCarriesTheProblem() throws Exception {
    try (FleetClient client = client(authority.identity(Role.AGENT, "a-1"))) {
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> client.getJson(uri("/no"), TIMEOUT, 1000, Map.class))
          .withMessage("Conflict (409): field x is 1; make it 2")
          .satisfies(e -> assertThat(e.status()).isEqualTo(409));
    }
  }

  @Test
  void answerOverItsLimitIsAnError() throws Exception {
    try (FleetClient client = client(authority.identity(Role.AGENT, "a-1"))) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> client.getJson(uri("/whoami"), TIMEOUT, 10, Map.class))
          .withMessageContaining("more than 10 bytes");
    }
  }

  @Test
  void identitySurvivesItsFilesAndDamageIsNamed() throws Exception {
    Identity identity = authority.identity(Role.AGENT, "a-1").get();
    IdentityFiles files = new IdentityFiles(folder.resolve("identity"));
    assertThat(files.load()).isEmpty();
    files.save(identity);
    Identity loaded = files.load().orElseThrow();
    assertThat(loaded.id()).isEqualTo(identity.id());
    assertThat(loaded.key().publicKey()).isEqualTo(identity.key().publicKey());
    assertThat(Files.getPosixFilePermissions(folder.resolve("identity/key.pem"))).hasSize(2);

    Files.writeString(folder.resolve("identity/certificate.pem"), "garbage");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(files::load)
        .withMessageContaining("damaged")
        .withMessageContaining("enrol again");
  }

  @Test
  void identityIsReplacedWholeOrNotAtAllWheneverTheProcessIsKilled() throws Exception {
    Path[] names = {Path.of("key.pem"), Path.of("certificate.pem")};
    Identity before = authority.identity(Role.AGENT, "a-1").get();
    Identity after = authority.identity(Role.AGENT, "a-2").get();
    new IdentityFiles(folder.resolve("old")).save(before);
    new IdentityFiles(folder.resolve("new")).save(after);
    // How many of the new files are prepared, and how many of those have taken their places.
    int[][] kills = {{0, 0}, {1, 0}, {2, 0}, {2, 1}, {2, 2}};
    for (int[] kill : kills) {
      Path place = Files.createTempDirectory(folder, "killed");
      for (int i = 0; i < names.length; i++) {
        boolean moved = i < kill[1];
        Files.copy(
            folder.resolve(moved ? "new" : "old").resolve(names[i]), place.resolve(names[i]));
        if (i < kill[0] && !moved) {
          Files.copy(folder.resolve("new").resolve(names[i]), place.resolve(names[i] + ".new"));
        }
      }
      Identity loaded = new IdentityFiles(place).load().orElseThrow();
      assertThat(loaded.id()).isEqualTo(kill[0] < 2 ? before.id() : after.id());
      assertThat(new IdentityFiles(place).load().orElseThrow().id()).isEqualTo(loaded.id());
    }
  }

  private FleetClient client(CurrentIdentity own) {
    return new FleetClient(
        own, FleetTls.context(own, Set.of(Role.TRACKER), clock), clock, TIMEOUT, 2, 2);
  }

  private String whoami(FleetClient client) throws IOException {
    return String.valueOf(client.getJson(uri("/whoami"), TIMEOUT, 1000, Map.class).get("id"));
  }

  private URI uri(String path) {
    return URI.create("https://127.0.0.1:" + server.port() + path);
  }

  /** The stranger's certificate, in the hands of someone who believes the real authority. */
  private static Identity withPinOf(Authority authority, Identity stranger) {
    return new Identity(
        stranger.id(), stranger.key(), stranger.certificate(), authority.certificate);
  }

  private final class Authority {
    final PrivateKey key = PrivateKey.generate(random);
    final X509Certificate certificate =
        CertificateIssuer.selfSign(
            key,
            "peerage.test",
            Instant.now().minusSeconds(3600),
            Instant.now().plusSeconds(3600),
            1);

    CurrentIdentity identity(Role role, String id) {
      return identity(role, id, Instant.now().plusSeconds(3600));
    }

    CurrentIdentity identity(Role role, String id, Instant until) {
      PrivateKey leafKey = PrivateKey.generate(random);
      SpiffeId spiffeId = SpiffeId.parse("spiffe://peerage.test/" + role.segment() + "/" + id);
      try {
        X509Certificate leaf =
            new CertificateIssuer(key, certificate)
                .issue(leafKey.publicKey(), spiffeId, Instant.now().minusSeconds(60), until, 7);
        return new CurrentIdentity(new Identity(spiffeId, leafKey, leaf, certificate));
      } catch (java.security.cert.CertificateException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
