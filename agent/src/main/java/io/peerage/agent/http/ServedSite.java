package io.peerage.agent.http;

import io.peerage.agent.access.UrlKeys;
import io.peerage.agent.access.UrlVerifier;
import io.peerage.agent.origin.Site;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.FollowedFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A site with its rules for URLs: which of them are let in, and what they mean. Thread-safe.
 *
 * @param secrets of signed URLs; nothing when none are needed
 */
record ServedSite(Site site, Optional<FollowedFiles<UrlKeys>> secrets) {
  /**
   * @throws ConfigException when the secrets cannot be read
   */
  static ServedSite of(Site site) throws ConfigException {
    return new ServedSite(
        site,
        site.config().signedUrls().required()
            ? Optional.of(
                new FollowedFiles<>(
                    "sites: " + site.name() + ": signedUrls.keysFile",
                    List.of(Path.of(site.config().signedUrls().keysFile())),
                    texts -> UrlKeys.parse(texts.getFirst())))
            : Optional.empty());
  }

  /** Whether a request is let in. */
  UrlVerifier.Verdict judge(String target, String address, Instant now) {
    return secrets
        .map(keys -> UrlVerifier.judge(site.name().toString(), target, address, keys.get(), now))
        .orElse(new UrlVerifier.Verdict.Good());
  }

  /**
   * What a request's target means.
   *
   * @param name of the object: what it is stored under, and known by in the swarm
   * @param passedOn what the origin is asked for, if it is asked
   */
  record Meaning(String name, String passedOn) {}

  /**
   * Reads a target.
   *
   * @param isRead whether it is GET or HEAD, whose answers may be stored for others; what is no
   *     question goes on with all of its query
   */
  Meaning read(String target, boolean isRead) {
    String bare = secrets.isPresent() ? UrlVerifier.withoutToken(target) : target;
    String full = site.config().signedUrls().toOrigin() ? target : bare;
    String name = site.config().query().nameOf(bare);
    if (!isRead) {
      return new Meaning(name, full);
    }
    String passedOn = site.config().query().passedOn(bare);
    // The signature is no part of what is asked for, and is not kept by a rule that keeps names.
    return new Meaning(name, full.equals(bare) ? passedOn : withToken(passedOn, full));
  }

  private static String withToken(String passedOn, String full) {
    String token = UrlVerifier.tokenOf(full);
    return token.isEmpty() ? passedOn : passedOn + (passedOn.indexOf('?') < 0 ? "?" : "&") + token;
  }
}
