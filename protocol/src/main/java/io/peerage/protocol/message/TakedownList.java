package io.peerage.protocol.message;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must not be served or fetched any more, by order of a person. The payload of a {@link
 * io.peerage.protocol.identity.TrackerDocument} of type {@link #PAYLOAD_TYPE}; asked, as {@link
 * TakedownIndex}, before a serve and before a fetch.
 *
 * @param version grows by at least one with every change; an agent takes only a greater one
 * @param entries at most {@value #MAX_ENTRIES}
 */
public record TakedownList(long version, Instant issued, List<Entry> entries) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.takedowns.v1+json";

  /** The most entries of a list. */
  public static final int MAX_ENTRIES = 10_000;

  /** The most bytes of the payload. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** The most bytes of the document around it. */
  public static final int MAX_DOCUMENT_BYTES = 2 * MAX_BYTES;

  /** The longest case id or reason. */
  public static final int MAX_TEXT_CHARS = 64;

  /**
   * One order. Exactly one of {@code root} and {@code pathPrefix} is there.
   *
   * @param caseId under which the operator keeps the order's papers; clients are told it
   * @param reason a short code, such as {@code copyright}; clients are told it
   * @param root the content, under whatever name it is served
   * @param site the site of the path prefix
   * @param pathPrefix all objects of the site below it, however they are spelt ({@link
   *     io.peerage.protocol.manifest.UnderstoodPath}); it ends a segment, so {@code /a/b} covers
   *     {@code /a/b} and {@code /a/b/c}, and not {@code /a/bc}; {@code /a/b/} covers only what is
   *     below
   */
  public record Entry(
      String caseId,
      String reason,
      @JsonSetter(nulls = Nulls.SET) @Nullable ContentRoot root,
      @JsonSetter(nulls = Nulls.SET) @Nullable SiteName site,
      @JsonSetter(nulls = Nulls.SET) @Nullable String pathPrefix) {
    public Entry {
      Bounds.checkText("caseId", caseId, 1, MAX_TEXT_CHARS);
      Bounds.checkText("reason", reason, 1, MAX_TEXT_CHARS);
      if ((root == null) == (pathPrefix == null) || (site == null) != (pathPrefix == null)) {
        throw new IllegalArgumentException(
            "an order names either a root, or a site and a pathPrefix; not "
                + named(root != null, site != null, pathPrefix != null));
      }
      if (root != null && root.equals(ContentRoot.EMPTY)) {
        throw new IllegalArgumentException(
            "root is that of empty content, which every site may have; name a site and a"
                + " pathPrefix");
      }
      if (pathPrefix != null) {
        checkPrefix(pathPrefix);
      }
    }

    private static String named(boolean root, boolean site, boolean pathPrefix) {
      List<String> names =
          List.of(root ? "root" : "", site ? "site" : "", pathPrefix ? "pathPrefix" : "");
      String all = String.join(", ", names.stream().filter(name -> !name.isEmpty()).toList());
      return all.isEmpty() ? "none of them" : all;
    }

    private static void checkPrefix(String pathPrefix) {
      try {
        var _ = new ObjectPath(pathPrefix);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("pathPrefix: " + e.getMessage(), e);
      }
      if (pathPrefix.indexOf('?') >= 0) {
        throw new IllegalArgumentException(
            "pathPrefix is a path without a query, such as /vod/film-42/; not \""
                + (pathPrefix.length() <= 80 ? pathPrefix : pathPrefix.substring(0, 77) + "...")
                + '"');
      }
    }

    /** The order against a content. */
    public static Entry ofRoot(String caseId, String reason, ContentRoot root) {
      return new Entry(caseId, reason, root, null, null);
    }

    /** The order against what is below a path. */
    public static Entry ofPath(String caseId, String reason, SiteName site, String pathPrefix) {
      return new Entry(caseId, reason, null, site, pathPrefix);
    }

    /** Whether it is against the same content or path as {@code other}. */
    public boolean hitsTheSameAs(Entry other) {
      return Objects.equals(root, other.root)
          && Objects.equals(site, other.site)
          && Objects.equals(pathPrefix, other.pathPrefix);
    }

    /** As people read it. */
    @Override
    public String toString() {
      return "%s, case %s (%s)"
          .formatted(root != null ? "content " + root : pathPrefix + " of " + site, caseId, reason);
    }
  }

  public TakedownList {
    Bounds.check("version", version, 0, Long.MAX_VALUE);
    Bounds.checkSize("entries", entries, MAX_ENTRIES);
    entries = List.copyOf(entries);
  }
}
