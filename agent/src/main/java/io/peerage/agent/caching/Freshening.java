package io.peerage.agent.caching;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a 304, or the 200 to a HEAD, says of a stored response (RFC 9111 sections 3.2, 4.3.3 to
 * 4.3.5). Pure.
 */
public final class Freshening {
  /** Fields that say what the stored bytes are; new ones would not be true of them. */
  private static final Set<String> OF_THE_BODY =
      Set.of("content-length", "content-encoding", "content-range", "transfer-encoding", "vary");

  private Freshening() {}

  /** Whether a 304 is about the stored response: it names no other version. */
  public static boolean validates(StoredHeader stored, HeaderFields notModified) {
    Optional<EntityTag> tag = notModified.first("etag").flatMap(EntityTag::parse);
    if (tag.isPresent() && !tag.get().weak()) {
      return stored.strongTag().equals(tag);
    }
    return true;
  }

  /** What a 200 to a HEAD says of the stored response. */
  public enum Description {
    /** It is the same version, which so is confirmed. */
    SAME,
    /** It is another one. */
    OTHER,
    /** There is no validator to tell by. */
    UNKNOWN
  }

  /**
   * Compares a 200 to a HEAD with the stored response. Without a validator nothing is taken for
   * confirmed, unlike what section 4.3.5 allows: a length alone is no proof.
   */
  public static Description describe(StoredHeader stored, long length, HeaderFields head) {
    Optional<String> tag = head.first("etag");
    Optional<String> modified = head.first("last-modified");
    Optional<Long> newLength = head.first("content-length").flatMap(CacheControl::deltaSeconds);
    if ((newLength.isPresent() && newLength.get() != length)
        || (tag.isPresent() && !tag.equals(stored.fields().first("etag")))
        || (modified.isPresent() && !modified.equals(stored.fields().first("last-modified")))) {
      return Description.OTHER;
    }
    return tag.isPresent() || modified.isPresent() ? Description.SAME : Description.UNKNOWN;
  }

  /** The stored fields, with those of {@code newer} in the place of their namesakes. */
  public static HeaderFields update(HeaderFields stored, HeaderFields newer) {
    Set<String> replaced = new HashSet<>();
    List<HeaderFields.Field> fields = new ArrayList<>();
    for (HeaderFields.Field field : newer.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!OF_THE_BODY.contains(name)) {
        replaced.add(name);
        fields.add(field);
      }
    }
    // How old the stored response was counts no more, now that its origin has confirmed it.
    replaced.add("age");
    List<HeaderFields.Field> updated = new ArrayList<>();
    for (HeaderFields.Field field : stored.fields()) {
      if (!replaced.contains(field.name().toLowerCase(Locale.ROOT))) {
        updated.add(field);
      }
    }
    updated.addAll(fields);
    return new HeaderFields(updated);
  }
}
