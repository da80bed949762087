package io.peerage.protocol.message;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.manifest.UnderstoodPath;
import io.peerage.protocol.message.TakedownList.Entry;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A takedown list made for looking things up, once for each list. A content is one look into a hash
 * map; a path is walked segment by segment through a tree of its site's prefixes, so the cost grows
 * with the path's length alone, and a site without orders costs nothing. Immutable.
 */
public final class TakedownIndex {
  /** Of the list without orders. */
  public static final TakedownIndex NONE = of(new TakedownList(0, Instant.EPOCH, List.of()));

  private final long version;
  private final int size;
  private final Map<ContentRoot, Entry> roots = new HashMap<>();
  private final Map<SiteName, Node> sites = new HashMap<>();

  /** A segment of prefixes. */
  private static final class Node {
    final Map<String, Node> next = new HashMap<>(2);

    /** The order against this path and all below it. */
    @Nullable Entry whole;

    /** The order against all below it. */
    @Nullable Entry below;
  }

  private TakedownIndex(TakedownList list) {
    this.version = list.version();
    this.size = list.entries().size();
    for (Entry entry : list.entries()) {
      ContentRoot root = entry.root();
      SiteName site = entry.site();
      String prefix = entry.pathPrefix();
      if (root != null) {
        roots.putIfAbsent(root, entry);
      } else if (site != null && prefix != null) {
        add(sites.computeIfAbsent(site, _ -> new Node()), UnderstoodPath.of(prefix), entry);
      }
    }
  }

  private static void add(Node top, UnderstoodPath prefix, Entry entry) {
    Node node = top;
    for (String segment : prefix.segments()) {
      node = node.next.computeIfAbsent(segment, _ -> new Node());
    }
    if (prefix.folder() && !prefix.segments().isEmpty()) {
      node.below = node.below == null ? entry : node.below;
    } else {
      node.whole = node.whole == null ? entry : node.whole;
    }
  }

  public static TakedownIndex of(TakedownList list) {
    return new TakedownIndex(list);
  }

  /** The list's version; 0 for none. */
  public long version() {
    return version;
  }

  /** How many orders there are. */
  public int size() {
    return size;
  }

  /** The contents that are ordered away. */
  public Set<ContentRoot> roots() {
    return Set.copyOf(roots.keySet());
  }

  /** The order against a content, if there is one. */
  public Optional<Entry> against(ContentRoot root) {
    return Optional.ofNullable(roots.get(root));
  }

  /**
   * The order against an object of a site by its name, if there is one.
   *
   * @param target its path, with or without a query, spelt in any way
   */
  public Optional<Entry> against(SiteName site, String target) {
    Node top = sites.get(site);
    if (top == null) {
      return Optional.empty();
    }
    UnderstoodPath path = UnderstoodPath.of(target);
    Optional<Entry> found = find(top, path);
    if (found.isPresent()) {
      return found;
    }
    UnderstoodPath bare = path.withoutParameters();
    return bare.equals(path) ? Optional.empty() : find(top, bare);
  }

  private static Optional<Entry> find(Node top, UnderstoodPath path) {
    Node node = top;
    int depth = 0;
    while (true) {
      if (node.whole != null) {
        return Optional.of(node.whole);
      }
      boolean isBelow = depth < path.segments().size() || path.folder();
      if (node.below != null && isBelow) {
        return Optional.of(node.below);
      }
      Node next = depth < path.segments().size() ? node.next.get(path.segments().get(depth)) : null;
      if (next == null) {
        return Optional.empty();
      }
      node = next;
      depth++;
    }
  }
}
