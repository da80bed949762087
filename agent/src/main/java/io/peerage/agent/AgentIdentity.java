package io.peerage.agent;

import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.IdentityFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who an agent is at its start: the identity in its folder, or a new one for a token. */
final class AgentIdentity {
  private static final Logger log = LoggerFactory.getLogger(AgentIdentity.class);

  private final TrackerConfig tracker;
  private final IdentityFiles files;
  private final InstantSource clock;
  private final SecureRandom random;

  private AgentIdentity(
      TrackerConfig tracker, IdentityFiles files, InstantSource clock, SecureRandom random) {
    this.tracker = tracker;
    this.files = files;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Loads, revives or enrols.
   *
   * @param missing what else the configuration lacks, so that everything is named at once
   * @throws ConfigException naming everything that is missing
   * @throws IOException when it cannot enrol; the message says what to do
   */
  static Identity obtain(
      TrackerConfig tracker,
      List<String> missing,
      IdentityFiles files,
      InstantSource clock,
      SecureRandom random)
      throws IOException, ConfigException {
    return new AgentIdentity(tracker, files, clock, random).obtain(missing);
  }

  private Identity obtain(List<String> missing) throws IOException, ConfigException {
    Optional<Identity> saved = files.load();
    List<String> problems = new ArrayList<>(missing);
    if (saved.isEmpty() && token().isBlank()) {
      problems.add(
          "tracker.enrolmentToken is missing: this agent has no identity yet; get a token with"
              + " `peerage token create --role agent`");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    if (saved.isEmpty()) {
      return enrol();
    }
    return clock.instant().isBefore(saved.get().expires()) ? saved.get() : revive(saved.get());
  }

  private String token() throws IOException {
    return tracker.enrolmentTokenFile().isEmpty()
        ? tracker.enrolmentToken()
        : Files.readString(Path.of(tracker.enrolmentTokenFile()));
  }

  /**
   * An identity whose certificate ended while the agent was stopped: renewed, or else a new one if
   * there is a new token. With neither the agent starts all the same; while the tracker is away
   * others believe it, and renewal is tried again and again.
   */
  private Identity revive(Identity ended) throws IOException, ConfigException {
    String problem;
    try {
      Identity renewed = new Enrolment(clock).revive(ended, URI.create(tracker.url()));
      files.save(renewed);
      return renewed;
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    if (!token().isBlank()) {
      try {
        return enrol();
      } catch (IOException e) {
        problem += "; nor enrol anew: " + e.getMessage();
      }
    }
    log.warn("cannot renew {}, which ended at {}: {}", ended, ended.expires(), problem);
    return ended;
  }

  private Identity enrol() throws IOException, ConfigException {
    try {
      EnrolmentToken token = EnrolmentToken.parse(token());
      if (token.role() != Role.AGENT) {
        throw new ConfigException(
            List.of("tracker.enrolmentToken is for a " + token.role().segment()));
      }
      Identity enrolled = new Enrolment(clock).enrol(token, random);
      files.save(enrolled);
      log.info("enrolled as {}", enrolled);
      return enrolled;
    } catch (MalformedMessageException e) {
      throw new ConfigException(List.of("tracker.enrolmentToken: " + e.getMessage()));
    }
  }
}
