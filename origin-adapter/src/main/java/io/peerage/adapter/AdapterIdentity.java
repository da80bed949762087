package io.peerage.adapter;

import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter's identity at the start: the one in its folder, or a new one for an enrolment token.
 * Beside key and certificate, the folder keeps the tracker's URL in a file {@code tracker}.
 *
 * @param tracker who renews it
 */
record AdapterIdentity(Identity identity, IdentityFiles files, URI tracker) {
  private static final Logger log = LoggerFactory.getLogger(AdapterIdentity.class);
  private static final int MAX_TOKEN_FILE_BYTES = 8 * 1024;

  /**
   * Loads or enrols.
   *
   * @throws IOException when there is neither an identity nor a token, or the tracker refuses; the
   *     message says what to do
   */
  static AdapterIdentity obtain(AdapterConfig config, InstantSource clock, SecureRandom random)
      throws IOException {
    Path folder = Path.of(config.identity().folder());
    WritableFolder.require("identity.folder", config.identity().folder());
    IdentityFiles files = new IdentityFiles(folder);
    Optional<Identity> saved = files.load();
    if (saved.isPresent() && saved.get().id().role() != Role.ORIGIN_ADAPTER) {
      throw new IOException(
          "the identity in %s is %s, not an origin adapter's; set identity.folder to another folder"
              .formatted(folder, saved.get().id()));
    }
    if (saved.isPresent() && clock.instant().isBefore(saved.get().expires())) {
      return new AdapterIdentity(saved.get(), files, tracker(config, folder));
    }
    if (saved.isEmpty()) {
      return enrolled(config, folder, files, saved, clock, random);
    }
    Identity ended = saved.get();
    try {
      Identity renewed = new Enrolment(clock).revive(ended, tracker(config, folder));
      files.save(renewed);
      log.info("renewed {}, which had expired at {}", renewed, ended.expires());
      return new AdapterIdentity(renewed, files, tracker(config, folder));
    } catch (RefusedException e) {
      log.warn("the tracker does not renew {}: {}", ended, e.getMessage());
      return enrolled(config, folder, files, saved, clock, random);
    } catch (IOException e) {
      // Agents believe it, too, while they cannot reach the tracker.
      log.warn("{} expired and cannot be renewed yet: {}", ended, e.getMessage());
      return new AdapterIdentity(ended, files, tracker(config, folder));
    }
  }

  private static AdapterIdentity enrolled(
      AdapterConfig config,
      Path folder,
      IdentityFiles files,
      Optional<Identity> expired,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    EnrolmentToken token = token(config, folder, expired);
    Identity identity = new Enrolment(clock).enrol(token, random);
    files.save(identity);
    PrivateFiles.write(folder.resolve("tracker"), token.tracker() + "\n");
    log.info("enrolled as {}", identity);
    return new AdapterIdentity(identity, files, tracker(config, folder));
  }

  private static EnrolmentToken token(AdapterConfig config, Path folder, Optional<Identity> expired)
      throws IOException {
    String text = config.identity().token();
    if (!config.identity().tokenFile().isEmpty()) {
      Path file = Path.of(config.identity().tokenFile());
      try {
        if (Files.size(file) > MAX_TOKEN_FILE_BYTES) {
          throw new IOException("identity.tokenFile " + file + " is too long for a token");
        }
        text = Files.readString(file);
      } catch (NoSuchFileException e) {
        throw new IOException("identity.tokenFile " + file + " does not exist", e);
      }
    }
    if (text.isBlank()) {
      throw new IOException(
          "%s %s; get an enrolment token for an origin-adapter from the tracker and give it as identity.tokenFile"
              .formatted(
                  folder,
                  expired
                      .map(identity -> "has an identity that expired at " + identity.expires())
                      .orElse("has no identity")));
    }
    EnrolmentToken token;
    try {
      token = EnrolmentToken.parse(text);
    } catch (MalformedMessageException e) {
      throw new IOException("identity.token: " + e.getMessage(), e);
    }
    if (token.role() != Role.ORIGIN_ADAPTER) {
      throw new IOException(
          "the enrolment token is for a "
              + token.role().segment()
              + "; get one for an origin-adapter");
    }
    return token;
  }

  private static URI tracker(AdapterConfig config, Path folder) throws IOException {
    String url = config.tracker();
    if (url.isEmpty()) {
      try {
        url = Files.readString(folder.resolve("tracker")).strip();
      } catch (NoSuchFileException e) {
        throw new IOException(
            "tracker is not set, and "
                + folder
                + " does not say which it was; set it, as https://tracker.example.com:7443",
            e);
      }
    }
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "tracker is a URL such as https://tracker.example.com:7443, not \"" + url + '"', e);
    }
  }
}
