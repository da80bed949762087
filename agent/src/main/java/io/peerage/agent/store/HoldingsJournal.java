package io.peerage.agent.store;

import io.peerage.protocol.content.ContentRoot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which content's chunks changed since the tracker was last told. A content stands in it once,
 * however often it changes. Thread-safe.
 */
public final class HoldingsJournal {
  // Guarded by this object's monitor.
  private final Set<ContentRoot> changed = new LinkedHashSet<>();

  synchronized void changed(ContentRoot root) {
    changed.add(root);
  }

  /** Takes out at most {@code max}, the longest waiting first. */
  public synchronized List<ContentRoot> take(int max) {
    List<ContentRoot> taken = new ArrayList<>(Math.min(max, changed.size()));
    var iterator = changed.iterator();
    while (taken.size() < max && iterator.hasNext()) {
      taken.add(iterator.next());
      iterator.remove();
    }
    return taken;
  }

  /** Puts back what could not be told. */
  public synchronized void putBack(List<ContentRoot> roots) {
    changed.addAll(roots);
  }

  /** Starts over with {@code roots}: everything is to be told. */
  public synchronized void restart(List<ContentRoot> roots) {
    changed.clear();
    changed.addAll(roots);
  }

  public synchronized boolean isEmpty() {
    return changed.isEmpty();
  }
}
