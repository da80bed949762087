package io.peerage.adapter.origins;

import java.net.URI;
import java.util.function.Consumer;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** An S3-compatible store with one bucket, in this process: S3Proxy with its objects in memory. */
public final class S3Store implements AutoCloseable {
  public static final String BUCKET = "media";
  public static final String ACCESS_KEY = "local-identity";
  public static final String SECRET_KEY = "local-credential";

  private final S3Proxy server;
  private final S3Client publisher;

  public S3Store() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
    publisher =
        S3Client.builder()
            .credentialsProvider(credentials(SECRET_KEY))
            .region(Region.US_EAST_1)
            .endpointOverride(uri())
            .forcePathStyle(true)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .proxyConfiguration(
                        ProxyConfiguration.builder()
                            .useSystemPropertyValues(false)
                            .useEnvironmentVariableValues(false)
                            .build()))
            .build();
    publisher.createBucket(request -> request.bucket(BUCKET));
  }

  public static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, secret));
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  public void put(String key, byte[] bytes) {
    put(key, bytes, _ -> {});
  }

  /** Puts an object, with more said of it. */
  public void put(String key, byte[] bytes, Consumer<PutObjectRequest.Builder> more) {
    PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(BUCKET).key(key);
    more.accept(request);
    publisher.putObject(request.build(), RequestBody.fromBytes(bytes));
  }

  /** Puts an object in two parts, of which the first has at least 5 MiB. */
  public void putInParts(String key, byte[] first, byte[] second) {
    String upload =
        publisher.createMultipartUpload(request -> request.bucket(BUCKET).key(key)).uploadId();
    CompletedPart one = part(key, upload, 1, first);
    CompletedPart two = part(key, upload, 2, second);
    publisher.completeMultipartUpload(request ->
        request
            .bucket(BUCKET)
            .key(key)
            .uploadId(upload)
            .multipartUpload(parts -> parts.parts(one, two)));
  }

  private CompletedPart part(String key, String upload, int number, byte[] bytes) {
    String tag =
        publisher
            .uploadPart(
                request -> request.bucket(BUCKET).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  public void delete(String key) {
    publisher.deleteObject(request -> request.bucket(BUCKET).key(key));
  }

  /** From now on every version is kept. */
  public void keepVersions() {
    publisher.putBucketVersioning(request ->
        request
            .bucket(BUCKET)
            .versioningConfiguration(
                versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
  }

  @Override
  public void close() throws Exception {
    publisher.close();
    server.stop();
  }
}
