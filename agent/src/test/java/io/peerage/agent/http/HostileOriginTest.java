package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.agent.origin.SiteConfig;
import io.peerage.protocol.identity.Role;
import io.peerage.runtime.identity.FleetTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an origin sends byte by byte, and what of it a client gets. */
class HostileOriginTest {
  @TempDir Path folder;

  /** An adapter that has no manifests, and sends {@code answer} to everything else. */
  private static final class RawAdapter implements AutoCloseable {
    private final SSLServerSocket server;
    private final String answer;

    private RawAdapter(TestFleet fleet, String answer) throws IOException {
      this.answer = answer;
      this.server =
          (SSLServerSocket)
              FleetTls.context(
                      fleet.domain.current(Role.ORIGIN_ADAPTER, "origin"),
                      Set.of(Role.AGENT),
                      InstantSource.system())
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server.setNeedClientAuth(true);
      Thread.ofVirtual()
          .start(() -> {
            while (!server.isClosed()) {
              try {
                SSLSocket socket = (SSLSocket) server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
              } catch (IOException e) {
                return;
              }
            }
          });
    }

    private void serve(SSLSocket socket) {
      try (socket) {
        String request = readHeader(socket.getInputStream());
        String said =
            request.contains("/peerage/v1/")
                ? "HTTP/1.1 204 No\r\nConnection: close\r\n\r\n"
                : answer;
        socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // The agent does not like it.
      }
    }

    private static String readHeader(InputStream in) throws IOException {
      StringBuilder header = new StringBuilder();
      while (header.indexOf("\r\n\r\n") < 0) {
        int octet = in.read();
        if (octet < 0) {
          throw new IOException("no request");
        }
        header.append((char) octet);
      }
      return header.toString();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private String answerTo(String answer) throws Exception {
    try (TestFleet fleet = new TestFleet(folder);
        RawAdapter adapter = new RawAdapter(fleet, answer.replace("|", "\r\n"))) {
      Agent agent =
          fleet.start(
              "a-1",
              TestFleet.withSites(
                  fleet.config("a-1"),
                  List.of(
                      SiteConfig.of(
                          fleet.site.name(),
                          List.of("*"),
                          URI.create("https://127.0.0.1:" + adapter.server.getLocalPort()),
                          fleet.site.pin()))),
              UnaryOperator.identity());
      return RawRequest.send(
          agent.edgePort(), "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
  }

  @Test
  void valuesThatSplitTheResponseStayBehindWhetherStoredOrNot() throws Exception {
    for (String control : new String[] {"no-store", "max-age=60"}) {
      String got =
          answerTo(
              "HTTP/1.1 200 OK|Content-Length: 2|Cache-Control: "
                  + control
                  + "|X-Good: good|X-Bad: a\rSet-Cookie: evil=1|X-Nul: a\u0000b|"
                  + "Connection: close||hi");
      assertThat(got).startsWith("HTTP/1.1 200 ").endsWith("hi").contains("X-Good: good");
      assertThat(got).doesNotContain("evil").doesNotContain("X-Nul").doesNotContain("X-Bad");
    }
  }

  @Test
  void lengthsThatDifferAreABadGatewayOrCutOff() throws Exception {
    String got =
        answerTo(
            "HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 50|Cache-Control:"
                + " max-age=60|Connection: close||hi");
    assertThat(got).matches("(?s)(HTTP/1.1 502 .*|HTTP/1.1 200 .*Content-Length: (2|50)\r\n.*)");
    assertThat(got.split("Content-Length: ", -1).length).isLessThanOrEqualTo(2);
  }

  @Test
  void headerWithoutEndIsABadGateway() throws Exception {
    assertThat(answerTo("HTTP/1.1 200 OK|" + "X-A: b|".repeat(100_000)))
        .startsWith("HTTP/1.1 502 ");
    assertThat(answerTo("HTTP/1.1 200 OK|X-A: " + "b".repeat(1 << 20))).startsWith("HTTP/1.1 502 ");
  }

  @Test
  void whatIsNoHttpIsABadGateway() throws Exception {
    assertThat(answerTo("SSH-2.0-OpenSSH_9|")).startsWith("HTTP/1.1 502 ");
  }
}
