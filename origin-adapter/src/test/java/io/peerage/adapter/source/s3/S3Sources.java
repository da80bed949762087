package io.peerage.adapter.source.s3;

import io.peerage.adapter.origins.S3Store;
import io.peerage.adapter.source.CacheRule;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.Listing;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceContract.Recorded;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Sources of buckets as the tests want them: impatient, three attempts. */
final class S3Sources {
  private S3Sources() {}

  static S3Source source(URI endpoint) {
    return source(endpoint, S3Store.BUCKET, "", S3Store.SECRET_KEY);
  }

  static S3Source source(URI endpoint, String bucket, String prefix, String secret) {
    return new S3Source(
        new S3Settings(
            bucket,
            prefix,
            Optional.empty(),
            Optional.of(endpoint),
            true,
            List.of(new CacheRule(".m3u8", "max-age=2")),
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            3,
            Duration.ofMillis(5),
            16),
        S3Store.credentials(secret),
        InstantSource.system(),
        new Random(1));
  }

  static Recorded forward(Source source, String method, String target, Map<String, String> fields)
      throws Exception {
    List<Field> all = new ArrayList<>();
    fields.forEach((name, value) -> all.add(new Field(name, value)));
    Recorded recorded = new Recorded();
    source.forward(new ForwardedRequest(method, target, all, Optional.empty()), recorded);
    return recorded;
  }

  interface Seen {
    void item(Listing.Item item);
  }

  static Listing.Visitor visitor(Seen seen) {
    return new Listing.Visitor() {
      @Override
      public boolean found(Listing.Item item) {
        seen.item(item);
        return true;
      }

      @Override
      public void unreadable(String name, String why) {
        throw new AssertionError(name + ": " + why);
      }
    };
  }
}
