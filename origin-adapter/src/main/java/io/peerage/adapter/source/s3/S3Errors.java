package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What the SDK's exceptions mean for whoever asked, in words that name bucket, key, status, and
 * what mends it. What a store says of itself is cut to a line.
 */
final class S3Errors {
  private static final int MAX_WORDS = 200;
  private static final int MAX_CAUSES = 10;

  private static final Set<String> TIMEOUT_CODES = Set.of("RequestTimeout");

  /** The store answers for a key, as an HTTP origin does by status, and nothing is broken. */
  private static final Set<Integer> ANSWERS = Set.of(304, 412, 416);

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry("NoSuchBucket", "correct source.s3.bucket or source.s3.endpoint"),
          Map.entry("InvalidBucketName", "correct source.s3.bucket"),
          Map.entry("InvalidAccessKeyId", "the adapter's credentials are unknown to the store"),
          Map.entry("SignatureDoesNotMatch", "the adapter's secret key is not the access key's"),
          Map.entry("ExpiredToken", "the adapter's credentials have expired; renew them"),
          Map.entry("InvalidToken", "the adapter's session token is wrong; renew it"),
          Map.entry("RequestTimeTooSkewed", "set this machine's clock"),
          Map.entry(
              "AccessDenied",
              "grant s3:GetObject on its keys, and s3:ListBucket on the bucket, without which what"
                  + " is missing looks like what is forbidden"),
          Map.entry("SlowDown", "lower limits.originFetches if it goes on"),
          Map.entry("PermanentRedirect", "set source.s3.region and source.s3.endpoint"),
          Map.entry("TemporaryRedirect", "set source.s3.region and source.s3.endpoint"),
          Map.entry("AuthorizationHeaderMalformed", "set source.s3.region"),
          Map.entry("InvalidObjectState", "it is archived; restore it"));

  private final String bucket;

  S3Errors(String bucket) {
    this.bucket = bucket;
  }

  /**
   * Whether {@code e} is an answer about one key rather than trouble: not there, not for us, a
   * condition that failed.
   */
  static boolean isAnswer(SdkServiceException e) {
    String code = code(e);
    return switch (e.statusCode()) {
      case 404 -> !code.equals("NoSuchBucket");
      // A HEAD says no more than its status.
      case 403 ->
          code.isEmpty() || code.equals("AccessDenied") || code.equals("InvalidObjectState");
      default -> ANSWERS.contains(e.statusCode());
    };
  }

  /** The store's code for it, such as NoSuchKey; empty when it gave none. */
  static String code(SdkServiceException e) {
    return details(e)
        .map(AwsErrorDetails::errorCode)
        .filter(code -> !code.chars().allMatch(Character::isDigit))
        .map(S3Errors::line)
        .orElse("");
  }

  /** The header fields that came with it. */
  static Map<String, List<String>> headers(SdkServiceException e) {
    return details(e)
        .map(AwsErrorDetails::sdkHttpResponse)
        .map(response -> response.headers())
        .orElse(Map.of());
  }

  private static Optional<AwsErrorDetails> details(SdkServiceException e) {
    return e instanceof AwsServiceException aws
        ? Optional.ofNullable(aws.awsErrorDetails())
        : Optional.empty();
  }

  /** Trouble with {@code key}, or with the bucket when that is empty. */
  SourceException trouble(String key, SdkException e) {
    return e instanceof SdkServiceException service ? answered(key, service) : unanswered(key, e);
  }

  private SourceException answered(String key, SdkServiceException e) {
    int status = e.statusCode();
    String code = code(e);
    String region =
        headers(e).entrySet().stream()
            .filter(field -> field.getKey().equalsIgnoreCase("x-amz-bucket-region"))
            .flatMap(field -> field.getValue().stream())
            .findFirst()
            .map(value -> "the bucket is in " + line(value) + "; set source.s3.region to it")
            .orElse("");
    String advice = status / 100 == 3 && !region.isEmpty() ? region : ADVICE.getOrDefault(code, "");
    String words = details(e).map(AwsErrorDetails::errorMessage).map(S3Errors::line).orElse("");
    return new SourceException(
        status == 408 || status == 504 || TIMEOUT_CODES.contains(code) ? Kind.TIMEOUT : Kind.FAILED,
        said(key, status, code, words) + (advice.isEmpty() ? "" : ": " + advice),
        e);
  }

  private String said(String key, int status, String code, String words) {
    return "%s: the store answered %d%s%s"
        .formatted(
            name(key),
            status,
            code.isEmpty() ? "" : " " + code,
            words.isEmpty() ? "" : " (" + words + ")");
  }

  private SourceException unanswered(String key, SdkException e) {
    String words = line(String.valueOf(e.getMessage()));
    if (words.contains("credentials")) {
      return new SourceException(
          Kind.FAILED,
          name(key)
              + ": there are no credentials; give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a"
              + " profile, or a role to the machine or pod",
          e);
    }
    Kind kind = Kind.UNREACHABLE;
    Throwable cause = e;
    for (int depth = 0; depth < MAX_CAUSES && cause != null; depth++) {
      if (cause instanceof InterruptedIOException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        kind = Kind.TIMEOUT;
      }
      cause = cause.getCause();
    }
    return new SourceException(kind, name(key) + ": no answer from the store: " + words, e);
  }

  /** An answer that this source cannot do anything with. */
  SourceException odd(String key, String what) {
    return SourceException.ofObject(name(key) + ": the store answered " + what);
  }

  /** Trouble while a body was read. */
  SourceException broken(String key, IOException e) {
    if (e instanceof SourceException known) {
      return known;
    }
    return new SourceException(
        e instanceof InterruptedIOException ? Kind.TIMEOUT : Kind.BROKEN,
        name(key)
            + ": "
            + e.getClass().getSimpleName()
            + ": "
            + line(String.valueOf(e.getMessage())),
        e);
  }

  SourceException changed(String key) {
    return new SourceException(Kind.CHANGED, name(key) + " is no longer what it was");
  }

  /** How the key is called in messages. */
  String name(String key) {
    return "s3://" + bucket + (key.isEmpty() ? "" : "/" + key);
  }

  private static String line(String text) {
    String cut = text.length() > MAX_WORDS ? text.substring(0, MAX_WORDS) + "..." : text;
    return cut.replaceAll("[\\p{Cntrl}]+", " ").strip();
  }
}
