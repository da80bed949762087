package io.peerage.agent.http;

import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.caching.EntityTag;
import io.peerage.agent.caching.HttpDate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What to answer to a GET or HEAD for a version of an object: the conditions of RFC 9110 section
 * 13, in the order of 13.2.2, then the range. Pure.
 */
sealed interface ResponsePlan {
  /** 200 with everything. */
  record Whole() implements ResponsePlan {}

  /** 206 with a part. */
  record Part(ByteRange range) implements ResponsePlan {}

  /** 206 with several parts, none touching another. */
  record Parts(List<ByteRange> ranges) implements ResponsePlan {
    public Parts {
      ranges = List.copyOf(ranges);
    }
  }

  /** 304. */
  record NotModified() implements ResponsePlan {}

  /** 412. */
  record PreconditionFailed() implements ResponsePlan {}

  /** 416. */
  record Unsatisfiable() implements ResponsePlan {}

  /** Whether a representation, or parts of one, are sent. */
  default boolean representation() {
    return this instanceof Whole || this instanceof Part || this instanceof Parts;
  }

  /**
   * Decides.
   *
   * @param request gives a request field by its name, several lines joined with commas
   * @param etag of the version
   * @param lastModified of the version, in seconds
   * @param length bytes of the representation
   * @param now for dates with years of two digits
   */
  static ResponsePlan decide(
      Function<String, Optional<String>> request,
      Optional<String> etag,
      Optional<String> lastModified,
      long length,
      boolean isHead,
      Instant now) {
    Validators validators = new Validators(etag, lastModified, now);
    Optional<String> ifMatch = request.apply("If-Match");
    if (ifMatch.isPresent()) {
      if (!matches(ifMatch.get(), validators.tag(), true)) {
        return new PreconditionFailed();
      }
    } else if (isModifiedSince(request.apply("If-Unmodified-Since"), validators).orElse(false)) {
      return new PreconditionFailed();
    }

    Optional<String> ifNoneMatch = request.apply("If-None-Match");
    if (ifNoneMatch.isPresent()) {
      if (matches(ifNoneMatch.get(), validators.tag(), false)) {
        return new NotModified();
      }
    } else if (!isModifiedSince(request.apply("If-Modified-Since"), validators).orElse(true)) {
      return new NotModified();
    }

    // Range is defined for GET only (section 14.2).
    if (isHead || !rangeApplies(request.apply("If-Range"), validators)) {
      return new Whole();
    }
    return switch (ByteRange.parse(request.apply("Range"), length)) {
      case ByteRange.Asked.Everything _ -> new Whole();
      case ByteRange.Asked.Parts parts ->
          parts.ranges().size() == 1
              ? new Part(parts.ranges().getFirst())
              : new Parts(parts.ranges());
      case ByteRange.Asked.Unsatisfiable _ -> new Unsatisfiable();
    };
  }

  private static boolean matches(String list, Optional<EntityTag> tag, boolean strongly) {
    if (list.strip().equals("*")) {
      return true;
    }
    return tag.isPresent()
        && EntityTag.parseList(list).stream()
            .anyMatch(other ->
                strongly ? tag.get().matchesStrongly(other) : tag.get().matchesWeakly(other));
  }

  private static Optional<Boolean> isModifiedSince(Optional<String> field, Validators validators) {
    if (field.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> since = HttpDate.parse(field.get(), validators.now);
    Optional<Instant> modified = validators.modified();
    return since.isPresent() && modified.isPresent()
        ? Optional.of(modified.get().isAfter(since.get()))
        : Optional.empty();
  }

  private static boolean rangeApplies(Optional<String> ifRange, Validators validators) {
    if (ifRange.isEmpty()) {
      return true;
    }
    Optional<EntityTag> wanted = EntityTag.parse(ifRange.get());
    if (wanted.isPresent()) {
      Optional<EntityTag> tag = validators.tag();
      return tag.isPresent() && tag.get().matchesStrongly(wanted.get());
    }
    Optional<Instant> date = HttpDate.parse(ifRange.get(), validators.now);
    return date.isPresent() && date.equals(validators.modified());
  }

  /** What conditions are compared with; read only when there are any, as on few requests. */
  record Validators(Optional<String> etag, Optional<String> lastModified, Instant now) {
    Optional<EntityTag> tag() {
      return etag.flatMap(EntityTag::parse);
    }

    Optional<Instant> modified() {
      return lastModified.flatMap(date -> HttpDate.parse(date, now));
    }
  }
}
