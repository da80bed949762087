package io.peerage.agent.tracker;

import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.site.UntrustedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest deny list that a tracker of this trust domain signed, kept in a file, as it came, so
 * that an agent that starts while the tracker is away still knows whom not to ask. Used by one
 * thread.
 */
public final class FollowedDenyList {
  private static final Logger log = LoggerFactory.getLogger(FollowedDenyList.class);

  private final FleetView fleet;
  private final SpkiPin authority;
  private final InstantSource clock;
  private final Path file;

  public FollowedDenyList(FleetView fleet, SpkiPin authority, InstantSource clock, Path file) {
    this.fleet = fleet;
    this.authority = authority;
    this.clock = clock;
    this.file = file;
  }

  /** Follows the list in the file again, if there is a good one. */
  public void load() {
    try {
      if (Files.size(file) > AnnounceResponse.MAX_BYTES) {
        throw new IOException("larger than any deny list");
      }
      TrackerDocument document =
          StrictJson.read(
              "deny list",
              Files.readAllBytes(file),
              AnnounceResponse.MAX_BYTES,
              TrackerDocument.class);
      // Its signer's certificate may have ended since; the entries say themselves how long they
      // hold.
      Instant issued =
          StrictJson.read(
                  DenyList.PAYLOAD_TYPE,
                  document.envelope().payload().toArray(),
                  DenyList.MAX_BYTES,
                  DenyList.class)
              .issued();
      follow(document, issued);
    } catch (NoSuchFileException e) {
      log.debug("no deny list from before");
    } catch (IOException | MalformedMessageException | UntrustedException e) {
      log.warn("not following the deny list in {}: {}", file, e.getMessage());
    }
  }

  /** Follows {@code document} and keeps it, if it is newer than what is followed. */
  void offer(TrackerDocument document) {
    try {
      if (follow(document, clock.instant())) {
        keep(document);
      }
    } catch (MalformedMessageException | UntrustedException e) {
      log.warn("not following a deny list: {}", e.getMessage());
    }
  }

  private boolean follow(TrackerDocument document, Instant signedAt)
      throws MalformedMessageException, UntrustedException {
    DenyList list =
        document.open(
            DenyList.PAYLOAD_TYPE, authority, DenyList.class, DenyList.MAX_BYTES, signedAt);
    boolean isNewer = fleet.follow(list);
    if (isNewer) {
      log.info("following deny list {} with {} agents", list.version(), list.agents().size());
    }
    return isNewer;
  }

  private void keep(TrackerDocument document) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, StrictJson.write(document));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("cannot keep the deny list in {}: {}", file, e.toString());
    }
  }
}
