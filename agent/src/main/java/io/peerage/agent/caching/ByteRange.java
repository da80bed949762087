package io.peerage.agent.caching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One range of a {@code Range} field (RFC 9110 section 14), resolved against a length.
 *
 * @param from first byte
 * @param end one after the last byte; greater than {@code from}
 */
public record ByteRange(long from, long end) {
  /** More ranges than these are no request that is worth its answer: all is sent instead. */
  private static final int MAX_RANGES = 32;

  private static final int MAX_FIELD_CHARS = 2048;
  private static final String UNIT = "bytes";

  public ByteRange {
    if (from < 0 || end <= from) {
      throw new IllegalArgumentException("a range has at least one byte: " + from + "-" + end);
    }
  }

  /** What a {@code Range} field asks for. */
  public sealed interface Asked {
    /** All of it: there is no field, or one that is to be ignored. */
    record Everything() implements Asked {}

    /** One range or several, in the order of the request, none touching another. */
    record Parts(List<ByteRange> ranges) implements Asked {
      public Parts {
        ranges = List.copyOf(ranges);
      }
    }

    /** Bytes that are not there: 416. */
    record Unsatisfiable() implements Asked {}
  }

  /**
   * Reads a field for a representation of {@code length} bytes. Fields that are malformed, of
   * another unit, or of very many ranges are ignored, as section 14.2 allows; ranges that touch are
   * put together (section 15.3.7.2).
   */
  public static Asked parse(Optional<String> field, long length) {
    if (field.isEmpty() || field.get().length() > MAX_FIELD_CHARS) {
      return new Asked.Everything();
    }
    String text = field.get().strip();
    int equals = text.indexOf('=');
    if (equals < 0 || !text.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals(UNIT)) {
      return new Asked.Everything();
    }
    List<ByteRange> ranges = new ArrayList<>();
    String[] specs = text.substring(equals + 1).split(",", -1);
    int count = 0;
    for (String spec : specs) {
      if (spec.isBlank()) {
        continue;
      }
      if (++count > MAX_RANGES || !spec.strip().matches("\\d{1,18}-\\d{0,18}|-\\d{1,18}")) {
        return new Asked.Everything();
      }
      int dash = spec.strip().indexOf('-');
      String first = spec.strip().substring(0, dash);
      String last = spec.strip().substring(dash + 1);
      if (!first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < Long.parseLong(first)) {
        return new Asked.Everything();
      }
      resolve(first, last, length).ifPresent(ranges::add);
    }
    if (count == 0) {
      return new Asked.Everything();
    }
    return ranges.isEmpty() ? new Asked.Unsatisfiable() : new Asked.Parts(joined(ranges));
  }

  private static Optional<ByteRange> resolve(String first, String last, long length) {
    if (first.isEmpty()) {
      long suffix = Math.min(Long.parseLong(last), length);
      return suffix == 0 ? Optional.empty() : Optional.of(new ByteRange(length - suffix, length));
    }
    long from = Long.parseLong(first);
    if (from >= length) {
      return Optional.empty();
    }
    long end = last.isEmpty() ? length : Math.min(Long.parseLong(last) + 1, length);
    return Optional.of(new ByteRange(from, end));
  }

  /** The same bytes in ranges that do not touch, in their order if none did. */
  private static List<ByteRange> joined(List<ByteRange> ranges) {
    List<ByteRange> sorted =
        ranges.stream().sorted(Comparator.comparingLong(ByteRange::from)).toList();
    List<ByteRange> joined = new ArrayList<>();
    for (ByteRange range : sorted) {
      ByteRange last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && range.from <= last.end) {
        joined.set(joined.size() - 1, new ByteRange(last.from, Math.max(last.end, range.end)));
      } else {
        joined.add(range);
      }
    }
    return joined.size() == ranges.size() ? ranges : joined;
  }

  /** How many bytes it has. */
  public long length() {
    return end - from;
  }

  /** The {@code Content-Range} field. */
  public String toContentRange(long length) {
    return "bytes " + from + "-" + (end - 1) + "/" + length;
  }
}
