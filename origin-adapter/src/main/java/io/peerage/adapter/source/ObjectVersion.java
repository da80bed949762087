package io.peerage.adapter.source;

/**
 * By what an origin tells one version of an object from another.
 *
 * @param etag the entity tag with its quotes; empty when there is none
 * @param lastModified the HTTP date exactly as sent; empty when there is none, or when it is too
 *     fresh to exclude a second change within the same second
 * @param length bytes of content; -1 when the origin did not say
 * @param id by what the origin still gives this version when there is a newer one; empty when it
 *     keeps only one
 */
public record ObjectVersion(String etag, String lastModified, long length, String id) {
  /** A version of an origin that keeps only one. */
  public ObjectVersion(String etag, String lastModified, long length) {
    this(etag, lastModified, length, "");
  }

  /** Whether the tag says that the bytes are the same, and not just their meaning. */
  public boolean hasStrongTag() {
    return !etag.isEmpty() && !etag.startsWith("W/");
  }

  /** Whether the origin can be asked if this version is still the current one. */
  public boolean hasValidator() {
    return !etag.isEmpty() || !lastModified.isEmpty();
  }

  /** Whether {@code other} is surely the same bytes. */
  public boolean isSurely(ObjectVersion other) {
    return hasStrongTag()
        && etag.equals(other.etag)
        && (length < 0 || other.length < 0 || length == other.length);
  }

  /** Whether {@code other}, of which less may be known, is surely another version. */
  public boolean contradicts(ObjectVersion other) {
    if (length >= 0 && other.length >= 0 && length != other.length) {
      return true;
    }
    if (!etag.isEmpty() && !other.etag.isEmpty()) {
      return !weak(etag).equals(weak(other.etag));
    }
    return !lastModified.isEmpty()
        && !other.lastModified.isEmpty()
        && !lastModified.equals(other.lastModified);
  }

  private static String weak(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
