package io.peerage.agent.http;

import io.peerage.agent.caching.Freshness;
import java.time.Instant;
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

  /** 304. */
  record NotModified() implements ResponsePlan {}

  /** 412. */
  record PreconditionFailed() implements ResponsePlan {}

  /** 416. */
  record Unsatisfiable() implements ResponsePlan {}

  /**
   * Decides.
   *
   * @param request gives a request field by its name, several lines joined with commas
   * @param etag of the version
   * @param lastModified of the version, in seconds
   * @param length bytes of the representation
   */
  static ResponsePlan decide(
      Function<String, Optional<String>> request,
      Optional<String> etag,
      Optional<String> lastModified,
      long length,
      boolean isHead) {
    Optional<EntityTag> tag = etag.flatMap(EntityTag::parse);
    Optional<Instant> modified = lastModified.flatMap(Freshness::httpDate);

    Optional<String> ifMatch = request.apply("If-Match");
    if (ifMatch.isPresent()) {
      if (!matches(ifMatch.get(), tag, true)) {
        return new PreconditionFailed();
      }
    } else if (isModifiedSince(request.apply("If-Unmodified-Since"), modified).orElse(false)) {
      return new PreconditionFailed();
    }

    Optional<String> ifNoneMatch = request.apply("If-None-Match");
    if (ifNoneMatch.isPresent()) {
      if (matches(ifNoneMatch.get(), tag, false)) {
        return new NotModified();
      }
    } else if (!isModifiedSince(request.apply("If-Modified-Since"), modified).orElse(true)) {
      return new NotModified();
    }

    // Range is defined for GET only (section 14.2).
    if (isHead || !rangeApplies(request.apply("If-Range"), tag, modified)) {
      return new Whole();
    }
    return switch (ByteRange.parse(request.apply("Range"), length)) {
      case ByteRange.Asked.Everything _ -> new Whole();
      case ByteRange.Asked.Part part -> new Part(part.range());
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

  private static Optional<Boolean> isModifiedSince(
      Optional<String> field, Optional<Instant> modified) {
    Optional<Instant> since = field.flatMap(Freshness::httpDate);
    return since.isPresent() && modified.isPresent()
        ? Optional.of(modified.get().isAfter(since.get()))
        : Optional.empty();
  }

  private static boolean rangeApplies(
      Optional<String> ifRange, Optional<EntityTag> tag, Optional<Instant> modified) {
    if (ifRange.isEmpty()) {
      return true;
    }
    Optional<EntityTag> wanted = EntityTag.parse(ifRange.get());
    if (wanted.isPresent()) {
      return tag.isPresent() && tag.get().matchesStrongly(wanted.get());
    }
    Optional<Instant> date = Freshness.httpDate(ifRange.get());
    return date.isPresent() && date.equals(modified);
  }
}
