package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.SourceException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Single questions to a bucket, without retries. Answers about a key come as replies with their
 * status, trouble as {@link SourceException}. Header fields go and come as they are, so that the
 * store's answer is seen and not the SDK's idea of it. Blocking and thread-safe.
 */
final class Bucket implements AutoCloseable {
  /** Where a store of its own does not care which region it is in. */
  private static final Region ANY_REGION = Region.US_EAST_1;

  private final String name;
  private final S3Errors errors;
  private final AwsCredentialsProvider credentials;
  private final S3Client s3;

  /**
   * @throws IllegalArgumentException when no region is known
   */
  Bucket(S3Settings settings, S3Errors errors, AwsCredentialsProvider credentials) {
    this.name = settings.bucket();
    this.errors = errors;
    this.credentials = credentials;
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials)
            .forcePathStyle(settings.pathStyle())
            // All that is read is hashed; and other stores' checksums are not always Amazon's.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(settings.connectTimeout())
                    .socketTimeout(settings.silence())
                    .connectionAcquisitionTimeout(settings.silence())
                    .maxConnections(settings.connections())
                    // Like HTTP origins, it is reached directly.
                    .proxyConfiguration(
                        ProxyConfiguration.builder()
                            .useSystemPropertyValues(false)
                            .useEnvironmentVariableValues(false)
                            .build()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    Optional<Region> region =
        settings.region().map(Region::of).or(() -> settings.endpoint().map(_ -> ANY_REGION));
    region.ifPresent(builder::region);
    try {
      this.s3 = builder.build();
    } catch (SdkException e) {
      throw new IllegalArgumentException(
          "s3.region is not set, and neither the environment nor a profile names one: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * An answer about a key; open until closed.
   *
   * @param fields names in lower case, those that came several times joined with commas
   * @param body where there is one
   */
  record Reply(
      int status, Map<String, String> fields, @Nullable ResponseInputStream<GetObjectResponse> body)
      implements AutoCloseable {
    /** Breaks off what was not read to its end. */
    @Override
    public void close() {
      if (body != null) {
        body.abort();
      }
    }

    InputStream stream() {
      return body == null ? InputStream.nullInputStream() : body;
    }

    /** The bytes that the body has; -1 when that is not said. */
    long length() {
      String length = fields.getOrDefault("content-length", "");
      return length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
    }
  }

  /**
   * Asks for an object or a part of it.
   *
   * @param id of a version; empty for the current one
   * @param fields of the request, beside those that the SDK sends
   */
  Reply get(String key, String id, Map<String, String> fields)
      throws SourceException, InterruptedException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(name)
            .key(key)
            .overrideConfiguration(override -> put(override, fields));
    if (!id.isEmpty()) {
      request.versionId(id);
    }
    return ask(
        key,
        () -> {
          ResponseInputStream<GetObjectResponse> body =
              s3.getObject(request.build(), ResponseTransformer.toInputStream());
          return new Reply(
              body.response().sdkHttpResponse().statusCode(),
              joined(body.response().sdkHttpResponse().headers()),
              body);
        });
  }

  /** Asks for an object's header. */
  Reply head(String key, Map<String, String> fields) throws SourceException, InterruptedException {
    HeadObjectRequest request =
        HeadObjectRequest.builder()
            .bucket(name)
            .key(key)
            .overrideConfiguration(override -> put(override, fields))
            .build();
    return ask(
        key,
        () -> {
          var response = s3.headObject(request).sdkHttpResponse();
          return new Reply(response.statusCode(), joined(response.headers()), null);
        });
  }

  /**
   * A page of keys.
   *
   * @param token from the page before; empty for the first
   */
  ListObjectsV2Response list(String prefix, String token, int maxKeys)
      throws SourceException, InterruptedException {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder().bucket(name).prefix(prefix).maxKeys(maxKeys);
    if (!token.isEmpty()) {
      request.continuationToken(token);
    }
    try {
      return s3.listObjectsV2(request.build());
    } catch (SdkException e) {
      throw trouble("", e);
    }
  }

  private interface Question {
    Reply ask();
  }

  private Reply ask(String key, Question question) throws SourceException, InterruptedException {
    try {
      return question.ask();
    } catch (SdkServiceException e) {
      if (S3Errors.isAnswer(e)) {
        return new Reply(e.statusCode(), joined(S3Errors.headers(e)), null);
      }
      throw errors.trouble(key, e);
    } catch (SdkException e) {
      throw trouble(key, e);
    }
  }

  private SourceException trouble(String key, SdkException e) throws InterruptedException {
    if (e instanceof AbortedException || Thread.interrupted()) {
      throw new InterruptedException("stopped while asking " + errors.name(key));
    }
    return errors.trouble(key, e);
  }

  private static void put(
      AwsRequestOverrideConfiguration.Builder override, Map<String, String> fields) {
    fields.forEach(override::putHeader);
  }

  private static Map<String, String> joined(Map<String, List<String>> headers) {
    Map<String, String> fields = new LinkedHashMap<>();
    headers.forEach((field, values) ->
        fields.merge(
            field.toLowerCase(Locale.ROOT),
            String.join(", ", values).strip(),
            (a, b) -> a + ", " + b));
    return fields;
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    s3.close();
    if (credentials instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing the credentials failed", e);
      }
    }
  }
}
