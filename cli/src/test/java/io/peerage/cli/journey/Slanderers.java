package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.demo.fleet.Fleet;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.Traffic;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Identities that serve nobody and speak ill of one agent. Each has an account of its own, and a
 * network: it calls from another /24 of the loopback network, all of which is this machine's on
 * Linux.
 */
final class Slanderers implements AutoCloseable {
  private static final int FIRST_NETWORK = 100;
  private static final String EPOCH = "of-a-slanderer";

  private final URI tracker;
  private final List<HttpClient> voices = new ArrayList<>();
  private long reports;

  private Slanderers(URI tracker) {
    this.tracker = tracker;
  }

  /** Has {@code count} of them join, at most 100. */
  static Slanderers join(Fleet fleet, int count) throws Exception {
    Slanderers all = new Slanderers(fleet.trackerUrl());
    InstantSource clock = InstantSource.system();
    for (int i = 0; i < count; i++) {
      EnrolmentToken token = EnrolmentToken.parse(fleet.token("agent", "slander-" + i));
      Identity identity = new Enrolment(clock).enrol(token, new SecureRandom());
      String address = "127.0.%d.1".formatted(FIRST_NETWORK + i);
      HttpClient voice =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .localAddress(InetAddress.getByName(address))
              .connectTimeout(Scene.LIMIT)
              .sslContext(
                  FleetTls.context(new CurrentIdentity(identity), Set.of(Role.TRACKER), clock))
              .build();
      all.voices.add(voice);
      // Of another zone, so that they are nobody's neighbours: all that they do is speak.
      all.post(
          voice,
          "/peerage/v1/announce",
          new AnnounceRequest(
              EPOCH,
              1,
              true,
              "elsewhere",
              new PeerEndpoint(address, 9),
              new Capacity(1, 1),
              0,
              0,
              List.of()));
    }
    return all;
  }

  /** All say that {@code victim} sends rubbish, each a hundred times. */
  void slander(AgentId victim) throws Exception {
    reports++;
    for (HttpClient voice : voices) {
      post(
          voice,
          "/peerage/v1/reports",
          new ReportRequest(
              EPOCH, reports, Traffic.NONE, List.of(new Observation(victim, 0, 0, 100, 0, 0))));
    }
  }

  private void post(HttpClient voice, String path, Object body) throws Exception {
    HttpResponse<String> answer =
        voice.send(
            HttpRequest.newBuilder(tracker.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(Scene.LIMIT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(StrictJson.write(body)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode() / 100).as("%s: %s", path, answer.body()).isEqualTo(2);
  }

  @Override
  public void close() {
    for (HttpClient voice : voices) {
      voice.shutdownNow();
      voice.close();
    }
  }
}
