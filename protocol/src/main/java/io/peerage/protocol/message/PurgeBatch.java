package io.peerage.protocol.message;

import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;

/**
 * The purges that follow the one up to which an agent has carried them out; all of them up to
 * {@code upTo}, none left out. The payload of a {@link
 * io.peerage.protocol.identity.TrackerDocument} of type {@link #PAYLOAD_TYPE}.
 *
 * @param after the number that the agent named
 * @param upTo the number that it names next, which says that it has carried all of these out
 * @param everything whether the tracker does not know what came after {@code after}: then all that
 *     is kept from before is to be taken for stale, and no purges are listed
 * @param purges at most {@value #MAX_PURGES}, with growing numbers
 */
public record PurgeBatch(
    long after, long upTo, boolean everything, Instant issued, List<Entry> purges) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.purges.v1+json";

  /** The most bytes of the payload. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** The most bytes of the document around it. */
  public static final int MAX_DOCUMENT_BYTES = 2 * MAX_BYTES;

  /** The most purges of one batch: with the longest values they fit the bytes. */
  public static final int MAX_PURGES = 200;

  /**
   * One purge.
   *
   * @param id its number, which grows with every purge of the trust domain
   * @param requested when the operator asked for it, by the tracker's clock
   */
  public record Entry(
      long id, Instant requested, SiteName site, Purge.Kind kind, String value, Purge.Mode mode) {
    public Entry {
      Bounds.check("id", id, 1, Long.MAX_VALUE);
      // Refuses what is no purge.
      var _ = new Purge(site, kind, value, mode);
    }

    public static Entry of(long id, Instant requested, Purge purge) {
      return new Entry(id, requested, purge.site(), purge.kind(), purge.value(), purge.mode());
    }

    public Purge purge() {
      return new Purge(site, kind, value, mode);
    }
  }

  public PurgeBatch {
    Bounds.check("after", after, 0, Long.MAX_VALUE);
    Bounds.check("upTo", upTo, after, Long.MAX_VALUE);
    Bounds.checkSize("purges", purges, everything ? 0 : MAX_PURGES);
    long last = after;
    for (Entry entry : purges) {
      if (entry.id() <= last || entry.id() > upTo) {
        throw new IllegalArgumentException(
            "purges have growing ids above after (%d) and up to upTo (%d), unlike %d after %d"
                .formatted(after, upTo, entry.id(), last));
      }
      last = entry.id();
    }
    purges = List.copyOf(purges);
  }
}
