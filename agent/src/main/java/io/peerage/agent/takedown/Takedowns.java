package io.peerage.agent.takedown;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.TakedownIndex;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.message.TakedownList.Entry;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.UntrustedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest takedown list that a tracker of this trust domain signed, kept in a file, as it came,
 * so that an agent that starts while the tracker is away still honours it. Its version never goes
 * back. Asking takes no lock and is cheap; thread-safe.
 */
public final class Takedowns {
  private static final Logger log = LoggerFactory.getLogger(Takedowns.class);

  private final Path file;
  private final SpkiPin authority;
  private final InstantSource clock;
  private final TakedownEvents events;
  private final Consumer<Set<ContentRoot>> changed;
  private volatile TakedownIndex index = TakedownIndex.NONE;
  // Guarded by this object's monitor.
  private @Nullable TrackerDocument unkept;

  private Takedowns(
      Path file,
      SpkiPin authority,
      InstantSource clock,
      TakedownEvents events,
      Consumer<Set<ContentRoot>> changed) {
    this.file = file;
    this.authority = authority;
    this.clock = clock;
    this.events = events;
    this.changed = changed;
  }

  /**
   * Follows the list in {@code file} again, if there is a good one.
   *
   * @param changed hears which contents are ordered away, or no longer are, with each list
   */
  public static Takedowns open(
      Path file,
      SpkiPin authority,
      InstantSource clock,
      TakedownEvents events,
      Consumer<Set<ContentRoot>> changed) {
    Takedowns takedowns = new Takedowns(file, authority, clock, events, changed);
    takedowns.load();
    return takedowns;
  }

  private void load() {
    try {
      if (Files.size(file) > TakedownList.MAX_DOCUMENT_BYTES) {
        throw new IOException("larger than any takedown list");
      }
      TrackerDocument document =
          StrictJson.read(
              "takedown list",
              Files.readAllBytes(file),
              TakedownList.MAX_DOCUMENT_BYTES,
              TrackerDocument.class);
      // Its signer's certificate has ended since, perhaps; an order holds until it is lifted.
      Instant issued =
          StrictJson.read(
                  TakedownList.PAYLOAD_TYPE,
                  document.envelope().payload().toArray(),
                  TakedownList.MAX_BYTES,
                  TakedownList.class)
              .issued();
      follow(document, issued);
    } catch (NoSuchFileException e) {
      log.debug("no takedown list from before");
    } catch (IOException | MalformedMessageException | UntrustedException e) {
      log.warn(
          "not following the takedown list in {} until the tracker gives one: {}",
          file,
          e.getMessage());
    }
  }

  /** The version that is followed, 0 for none. */
  public long version() {
    return index.version();
  }

  /** How many orders there are. */
  public int orders() {
    return index.size();
  }

  /** The order against a content, if there is one. */
  public Optional<Entry> against(ContentRoot root) {
    return index.against(root);
  }

  /**
   * The order against an object by its name, if there is one.
   *
   * @param target its path, with or without a query, spelt in any way
   */
  public Optional<Entry> against(SiteName site, String target) {
    return index.against(site, target);
  }

  /** Counts a refusal. */
  public void refused(TakedownEvents.Asker asker) {
    events.refusedForOrder(asker);
  }

  /** Follows {@code document} and keeps it, if it is newer than what is followed. */
  public synchronized void offer(TrackerDocument document) {
    try {
      if (follow(document, clock.instant())) {
        unkept = document;
        keep();
      }
    } catch (MalformedMessageException | UntrustedException e) {
      log.warn("not following a takedown list: {}", e.getMessage());
    }
  }

  /** Writes what could not be written before. */
  public synchronized void keep() {
    TrackerDocument document = unkept;
    if (document == null) {
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      write(part, StrictJson.write(document));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      unkept = null;
    } catch (IOException e) {
      log.warn("cannot keep the takedown list in {}, trying on: {}", file, e.toString());
    }
  }

  private static void write(Path to, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            to,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private synchronized boolean follow(TrackerDocument document, Instant signedAt)
      throws MalformedMessageException, UntrustedException {
    TakedownList list =
        document.open(
            TakedownList.PAYLOAD_TYPE,
            authority,
            TakedownList.class,
            TakedownList.MAX_BYTES,
            signedAt);
    TakedownIndex before = index;
    if (list.version() <= before.version()) {
      return false;
    }
    TakedownIndex now = TakedownIndex.of(list);
    index = now;
    log.info("following takedown list {} with {} orders", now.version(), now.size());
    Set<ContentRoot> different = new HashSet<>(now.roots());
    different.removeAll(before.roots());
    Set<ContentRoot> lifted = new HashSet<>(before.roots());
    lifted.removeAll(now.roots());
    different.addAll(lifted);
    changed.accept(different);
    return true;
  }
}
