package io.peerage.adapter.source.directory;

import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.HttpDate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditional requests for a file, in the order of RFC 9110 section 13.2.2. */
final class Preconditions {
  private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

  private Preconditions() {}

  /** What the conditions come to. */
  enum Outcome {
    GO_ON,
    NOT_MODIFIED,
    FAILED
  }

  static Outcome evaluate(ForwardedRequest request, FileVersion version) {
    Optional<String> ifMatch = request.field("If-Match");
    if (ifMatch.isPresent()) {
      if (!matches(ifMatch.get(), version, true)) {
        return Outcome.FAILED;
      }
    } else if (date(request, "If-Unmodified-Since").filter(seconds(version)::isAfter).isPresent()) {
      return Outcome.FAILED;
    }
    Optional<String> ifNoneMatch = request.field("If-None-Match");
    if (ifNoneMatch.isPresent()) {
      return matches(ifNoneMatch.get(), version, false) ? Outcome.NOT_MODIFIED : Outcome.GO_ON;
    }
    return date(request, "If-Modified-Since")
        .filter(since -> !seconds(version).isAfter(since))
        .map(_ -> Outcome.NOT_MODIFIED)
        .orElse(Outcome.GO_ON);
  }

  /** The range that is asked for, unless {@code If-Range} names another version. */
  static ByteRange range(ForwardedRequest request, FileVersion version) {
    Optional<String> range = request.field("Range");
    Optional<String> ifRange = request.field("If-Range");
    boolean holds =
        ifRange.isEmpty()
            || ifRange.get().strip().equals(version.etag())
            || ifRange.get().strip().equals(version.lastModified());
    return range.isPresent() && holds && request.method().equals("GET")
        ? ByteRange.parse(range.get(), version.size())
        : new ByteRange.Whole();
  }

  private static boolean matches(String field, FileVersion version, boolean strong) {
    if (field.strip().equals("*")) {
      return true;
    }
    Matcher tags = TAG.matcher(field);
    while (tags.find()) {
      if (tags.group(2).equals(version.etag()) && !(strong && tags.group(1) != null)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Instant> date(ForwardedRequest request, String name) {
    return request.field(name).flatMap(HttpDate::parse);
  }

  private static Instant seconds(FileVersion version) {
    return version.modified().truncatedTo(ChronoUnit.SECONDS);
  }
}
