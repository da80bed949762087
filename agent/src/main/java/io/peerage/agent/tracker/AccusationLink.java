package io.peerage.agent.tracker;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.evidence.Accusation;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.evidence.SignedResponse;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what other agents signed and what is wrong before the tracker. At most {@value #MAX_KEPT}
 * accusations wait, in memory and as files, until the tracker took each; further ones are not made.
 * {@link #tend} is called by one task; {@link #accuse} by any thread.
 */
public final class AccusationLink {
  private static final Logger log = LoggerFactory.getLogger(AccusationLink.class);
  private static final int MAX_KEPT = 32;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 5;

  private final FleetClient client;
  private final URI accusations;
  private final Duration timeout;
  private final CurrentIdentity identity;
  private final InstantSource clock;
  private final Path folder;

  // Guarded by this object's monitor: what waits, by the name of its file.
  private final Map<String, SignedAccusation> waiting = new LinkedHashMap<>();

  // Owned by the task that tends.
  private int failures;

  /**
   * @param timeout for one answer of the tracker
   * @param folder where accusations are kept until the tracker took them
   */
  public AccusationLink(
      FleetClient client,
      URI tracker,
      Duration timeout,
      CurrentIdentity identity,
      InstantSource clock,
      Path folder) {
    this.client = client;
    this.accusations = tracker.resolve("/peerage/v1/accusations");
    this.timeout = timeout;
    this.identity = identity;
    this.clock = clock;
    this.folder = folder;
  }

  /** Takes up what an earlier run could not send. */
  public synchronized void load() throws IOException {
    PrivateFiles.createFolder(folder);
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (waiting.size() == MAX_KEPT
          || !name.endsWith(".json")
          || Files.size(file) > SignedAccusation.MAX_BYTES) {
        Files.delete(file);
        continue;
      }
      try {
        waiting.put(
            name,
            StrictJson.read(
                "accusation",
                Files.readAllBytes(file),
                SignedAccusation.MAX_BYTES,
                SignedAccusation.class));
      } catch (MalformedMessageException e) {
        log.warn("{} is no accusation, and deleted: {}", file, e.getMessage());
        Files.delete(file);
      }
    }
  }

  /**
   * Accuses the agent {@code accused} of having signed what is wrong, if that convinces those who
   * were not there: a false accusation would be held against this agent.
   *
   * @param signer the certificate that it showed
   */
  public void accuse(SpiffeId accused, SignedResponse response, X509Certificate signer) {
    Identity self = identity.get();
    Accusation accusation = new Accusation(accused, Certificates.der(signer), now(), response);
    SignedAccusation signed = SignedAccusation.sign(accusation, self.key(), self.certificate());
    try {
      switch (signed.judge(self.authority())) {
        case SignedAccusation.Outcome.Proven proven -> {
          log.warn("{} signed what is wrong, the tracker is told: {}", accused, proven.fault());
          keep(signed);
        }
        case SignedAccusation.Outcome.Refuted refuted ->
            log.error("not accusing {}: {}", accused, refuted.fault());
      }
    } catch (MalformedMessageException | UntrustedException e) {
      log.warn("{} signed what is wrong, but it cannot be shown: {}", accused, e.getMessage());
    }
  }

  /** Times in messages have milliseconds. */
  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private synchronized void keep(SignedAccusation signed) {
    if (waiting.size() == MAX_KEPT) {
      log.warn("{} accusations wait for the tracker, this one is dropped", MAX_KEPT);
      return;
    }
    byte[] json = StrictJson.write(signed);
    String name = Sha256Hash.hash(json).toString().substring(0, 32) + ".json";
    waiting.put(name, signed);
    try {
      PrivateFiles.write(folder.resolve(name), new String(json, StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.warn("cannot keep an accusation in {}, it is in memory only: {}", folder, e.toString());
    }
  }

  /** Sends what waits. */
  public void tend() {
    for (Map.Entry<String, SignedAccusation> next : snapshot()) {
      try {
        send(next.getValue());
      } catch (IOException e) {
        if (failures++ == 0) {
          log.warn("the tracker does not take accusations, trying on: {}", e.getMessage());
        }
        return;
      }
      forget(next.getKey());
    }
    failures = 0;
  }

  private synchronized List<Map.Entry<String, SignedAccusation>> snapshot() {
    return List.copyOf(waiting.entrySet());
  }

  private void send(SignedAccusation signed) throws IOException {
    try {
      client.post(accusations, signed, timeout);
    } catch (RefusedException e) {
      if (e.status() != 400 && e.status() != 404 && e.status() != 413) {
        throw e;
      }
      // It would be refused each time.
      log.error("the tracker refuses an accusation for good, it is dropped: {}", e.getMessage());
    }
  }

  private synchronized void forget(String name) {
    waiting.remove(name);
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      log.warn("cannot delete {}, it is sent again at the next start", folder.resolve(name), e);
    }
  }

  /** How long to wait before the next {@link #tend}. */
  public Duration pause() {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
  }
}
