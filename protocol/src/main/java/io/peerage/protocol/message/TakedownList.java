package io.peerage.protocol.message;

import io.peerage.protocol.content.ContentRoot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must not be served or fetched any more, by order of a person. The payload of a signed
 * document, as the {@link DenyList} is; asked before a serve and before a fetch.
 *
 * @param version grows with every change; an agent takes only a greater one
 * @param entries at most {@value #MAX_ENTRIES}
 */
public record TakedownList(long version, Instant issued, List<Entry> entries) {
  /** The most entries of a list. */
  public static final int MAX_ENTRIES = 10_000;

  /**
   * One order. Exactly one of {@code root} and {@code pathPrefix} is there.
   *
   * @param caseId under which the operator keeps the order's papers
   * @param reason a short code, such as {@code copyright}
   * @param root the content, wherever it is served
   * @param site the site of the path prefix
   * @param pathPrefix all objects of the site below it; ends a segment, so {@code /a/b} covers
   *     {@code /a/b} and {@code /a/b/c}, and not {@code /a/bc}
   */
  public record Entry(
      String caseId,
      String reason,
      @Nullable ContentRoot root,
      @Nullable String site,
      @Nullable String pathPrefix) {
    public Entry {
      Bounds.checkText("caseId", caseId, 1, 64);
      Bounds.checkText("reason", reason, 1, 64);
      if ((root == null) == (pathPrefix == null) || (site == null) != (pathPrefix == null)) {
        throw new IllegalArgumentException("an entry has a root, or a site and a pathPrefix");
      }
      if (pathPrefix != null && !pathPrefix.startsWith("/")) {
        throw new IllegalArgumentException("pathPrefix begins with a slash");
      }
    }

    private boolean covers(ContentRoot content) {
      return content.equals(root);
    }

    private boolean covers(String ofSite, String path) {
      return pathPrefix != null
          && ofSite.equals(site)
          && path.startsWith(pathPrefix)
          && (pathPrefix.endsWith("/")
              || path.length() == pathPrefix.length()
              || path.charAt(pathPrefix.length()) == '/');
    }
  }

  public TakedownList {
    Bounds.check("version", version, 0, Long.MAX_VALUE);
    Bounds.checkSize("entries", entries, MAX_ENTRIES);
    entries = List.copyOf(entries);
  }

  /** The order against a content, if there is one. */
  public Optional<Entry> against(ContentRoot root) {
    return entries.stream().filter(entry -> entry.covers(root)).findFirst();
  }

  /** The order against an object, if there is one. */
  public Optional<Entry> against(String site, String path) {
    return entries.stream().filter(entry -> entry.covers(site, path)).findFirst();
  }
}
