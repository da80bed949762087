package io.peerage.tracker.takedowns;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.TakedownIndex;
import io.peerage.protocol.message.TakedownList;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.swarm.Presence;
import io.peerage.tracker.swarm.SwarmDirectory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The takedown list. A change is on the disk, with its entry in the log, before anyone hears of it.
 * Asking for the version or for a content takes no lock. Thread-safe.
 */
public final class Takedowns {
  private static final Logger log = LoggerFactory.getLogger(Takedowns.class);

  /** Room in the payload for what is not an entry. */
  private static final int FRAME_BYTES = 256;

  private final TakedownStore store;
  private final SwarmDirectory swarm;
  private final EventLog events;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  // Changed under lock.
  private final TreeMap<Long, TakedownOrder> orders = new TreeMap<>();
  private final ListIssuer issuer;
  private long entryBytes;
  private volatile TakedownIndex index;
  private volatile boolean toldOfAhead;

  public Takedowns(
      TakedownStore store,
      TrackerIdentity identity,
      SwarmDirectory swarm,
      EventLog events,
      InstantSource clock) {
    this.store = store;
    this.swarm = swarm;
    this.events = events;
    this.clock = clock;
    this.issuer = new ListIssuer(identity, clock);
    for (TakedownOrder order : store.orders()) {
      orders.put(order.id(), order);
      entryBytes += bytesOf(order.entry());
    }
    this.index = compiled(store.version());
  }

  // ---- operators ----

  /**
   * Takes an order in.
   *
   * @param by who gives it
   * @throws TakedownRefusedException when it is there already, or the list is full
   */
  public TakedownView order(TakedownList.Entry entry, String by) throws TakedownRefusedException {
    lock.lock();
    try {
      requireNew(entry);
      long bytes = entryBytes + bytesOf(entry);
      if (orders.size() >= TakedownList.MAX_ENTRIES
          || bytes + FRAME_BYTES > TakedownList.MAX_BYTES) {
        throw new TakedownRefusedException(
            "the list has %d orders of %d bytes together, and room for %d and %d; lift some, or order a path above several"
                .formatted(
                    orders.size(), entryBytes, TakedownList.MAX_ENTRIES, TakedownList.MAX_BYTES));
      }
      TakedownOrder order = new TakedownOrder(nextVersion(), clock.instant(), by, entry);
      store.commit(TakedownChange.ordered(order));
      orders.put(order.id(), order);
      entryBytes = bytes;
      index = compiled(order.id());
      tell(EventType.TAKEDOWN_ORDERED, "%s ordered by %s (%d)".formatted(entry, by, order.id()));
      return TakedownView.of(order);
    } finally {
      lock.unlock();
    }
  }

  private void requireNew(TakedownList.Entry entry) throws TakedownRefusedException {
    Optional<TakedownOrder> same =
        orders.values().stream()
            .filter(order ->
                order.entry().caseId().equals(entry.caseId()) && order.entry().hitsTheSameAs(entry))
            .findFirst();
    if (same.isPresent()) {
      throw new TakedownRefusedException(
          "%s was ordered under case %s already: it is number %d"
              .formatted(
                  entry.root() != null ? "root " + entry.root() : "path " + entry.pathPrefix(),
                  entry.caseId(),
                  same.get().id()));
    }
  }

  /**
   * Lifts an order; nothing when there is none of that number.
   *
   * @param by who lifts it
   */
  public Optional<TakedownView.Change> lift(long id, String why, String by) {
    lock.lock();
    try {
      TakedownOrder order = orders.get(id);
      if (order == null) {
        return Optional.empty();
      }
      TakedownChange change = TakedownChange.lifted(order, nextVersion(), clock.instant(), by, why);
      store.commit(change);
      orders.remove(id);
      entryBytes -= bytesOf(order.entry());
      index = compiled(change.version());
      tell(
          EventType.TAKEDOWN_LIFTED,
          "%s lifted by %s: %s (%d)".formatted(order.entry(), by, why, id));
      return Optional.of(TakedownView.Change.of(change));
    } finally {
      lock.unlock();
    }
  }

  /** At most {@code limit} orders with smaller numbers than {@code before}, the newest first. */
  public TakedownView.Page page(long before, int limit) {
    lock.lock();
    try {
      List<Presence> online = swarm.online();
      var older = orders.headMap(before, false).descendingMap().values();
      List<TakedownView> views = older.stream().limit(limit).map(TakedownView::of).toList();
      long version = index.version();
      return new TakedownView.Page(
          version,
          online.size(),
          (int) online.stream().filter(agent -> agent.takedownVersion() >= version).count(),
          orders.size(),
          views,
          older.size() > limit ? views.getLast().id() : null);
    } finally {
      lock.unlock();
    }
  }

  /** At most {@code limit} changes with smaller versions than {@code before}, the newest first. */
  public TakedownView.LogPage log(long before, int limit) {
    List<TakedownChange> changes = store.log(before, limit + 1);
    List<TakedownView.Change> views =
        changes.stream().limit(limit).map(TakedownView.Change::of).toList();
    return new TakedownView.LogPage(
        views, changes.size() > limit ? views.getLast().version() : null);
  }

  // ---- agents ----

  /** The version of the list, for an agent that follows {@code followed}. */
  public long versionFor(long followed) {
    long version = index.version();
    if (followed > version && !toldOfAhead) {
      toldOfAhead = true;
      log.warn(
          "an agent follows the takedown list {}, and {} is the last one here; if a backup was"
              + " brought back, look that no order is missing, and order or lift something: the"
              + " next version is followed by all",
          followed,
          version);
    }
    return version;
  }

  /** The signed list, as a document in JSON; nothing when nothing was ever ordered. */
  public Optional<byte[]> document() {
    lock.lock();
    try {
      return index.version() == 0
          ? Optional.empty()
          : Optional.of(issuer.document(index.version(), entries()));
    } finally {
      lock.unlock();
    }
  }

  /** Whether a content is ordered away, so that nobody is told who has it. */
  public boolean isTakenDown(ContentRoot root) {
    return index.against(root).isPresent();
  }

  // ---- under lock ----

  private List<TakedownList.Entry> entries() {
    List<TakedownList.Entry> entries = new ArrayList<>(orders.size());
    orders.values().forEach(order -> entries.add(order.entry()));
    return entries;
  }

  private TakedownIndex compiled(long version) {
    return TakedownIndex.of(new TakedownList(version, Instant.EPOCH, entries()));
  }

  /** Above the last, and above any that a store restored from a backup has forgotten. */
  private long nextVersion() {
    return Math.max(index.version() + 1, clock.millis());
  }

  private static long bytesOf(TakedownList.Entry entry) {
    return StrictJson.write(entry).length + 1L;
  }

  private void tell(EventType type, String text) {
    log.info("audit: takedown of {}", text);
    events.add(type, null, "takedown of " + text);
  }
}
