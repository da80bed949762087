package io.peerage.agent.responses;

import io.peerage.agent.caching.StoredHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A response that is kept, or still comes and may be used while it does. Immutable but for the
 * bodies, which grow.
 *
 * @param id tells it from all others of this process
 * @param length bytes of the whole representation; -1 while that is not known
 * @param parts what there is of it, in order and without overlap; all of it, unless it came as 206
 */
public record StoredResponse(
    long id, CacheKey key, StoredHeader header, long length, List<Part> parts) {
  /** More parts than these are not put together. */
  private static final int MAX_PARTS = 64;

  /**
   * The bytes {@code from} to {@code end - 1} of the representation are those of {@code body} from
   * {@code bodyFrom} on; {@code end} is {@link Long#MAX_VALUE} while it is not known.
   */
  public record Part(long from, long end, Body body, long bodyFrom) {}

  public StoredResponse {
    parts = List.copyOf(parts);
  }

  /** Whether it is all there, or all will be. */
  public boolean isWhole() {
    return covers(0, length < 0 ? Long.MAX_VALUE : length);
  }

  /** Whether the bytes {@code from} to {@code end - 1} are there, or will be. */
  public boolean covers(long from, long end) {
    long at = from;
    for (Part part : parts) {
      if (part.from <= at && at < part.end) {
        at = part.end;
      }
    }
    return at >= end;
  }

  /** How many bytes there are from the first one on. */
  long prefix() {
    long at = 0;
    for (Part part : parts) {
      if (part.from <= at && at < part.end) {
        at = part.end;
      }
    }
    return at;
  }

  /** The same with another header. */
  StoredResponse withHeader(long newId, StoredHeader newHeader) {
    return new StoredResponse(newId, key, newHeader, length, parts);
  }

  /**
   * This with the parts of {@code other}, an older response to the same with the same strong
   * validator, where this has none (RFC 9111 section 3.4).
   */
  StoredResponse combinedWith(StoredResponse other) {
    List<Part> all = new ArrayList<>(parts);
    for (Part old : other.parts) {
      long at = old.from;
      for (Part own : parts) {
        addSlice(all, old, at, Math.min(old.end, own.from));
        at = Math.max(at, own.end);
      }
      addSlice(all, old, at, old.end);
    }
    all.sort(Comparator.comparingLong(Part::from));
    return all.size() > MAX_PARTS ? this : new StoredResponse(id, key, header, length, all);
  }

  private static void addSlice(List<Part> all, Part of, long from, long end) {
    if (from < end) {
      all.add(new Part(from, end, of.body, of.bodyFrom + from - of.from));
    }
  }

  /** Whether {@code other} is of the same version for sure. */
  boolean isSameVersion(StoredResponse other) {
    return length >= 0
        && length == other.length
        && header.strongTag().isPresent()
        && header.strongTag().equals(other.header.strongTag())
        && header
            .fields()
            .joined("content-encoding")
            .equals(other.header.fields().joined("content-encoding"));
  }

  /**
   * Opens the bytes {@code from} to {@code end - 1} for reading; nothing when they are gone.
   *
   * @param atOnce whether to do so without opening a file or waiting, as on an I/O thread
   */
  public Optional<BodyReader> open(long from, long end, boolean atOnce) {
    List<Body.Reader> readers = new ArrayList<>();
    long at = from;
    for (Part part : parts) {
      if (at < end && part.from <= at && at < part.end) {
        long bodyAt = part.bodyFrom + at - part.from;
        long until = Math.min(end, part.end);
        long bodyEnd = until == Long.MAX_VALUE ? until : part.bodyFrom + until - part.from;
        Optional<Body.Reader> reader =
            atOnce ? part.body.readyReader(bodyAt, bodyEnd) : part.body.reader(bodyAt, bodyEnd);
        if (reader.isEmpty()) {
          break;
        }
        readers.add(reader.get());
        at = until;
      }
    }
    BodyReader opened = new BodyReader(readers);
    if (at < end) {
      opened.close();
      return Optional.empty();
    }
    return Optional.of(opened);
  }
}
