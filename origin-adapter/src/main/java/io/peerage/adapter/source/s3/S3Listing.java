package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.Backoff;
import io.peerage.adapter.source.Listing;
import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keys that start alike, page by page; at most {@value #MAX_PAGES} pages of {@value #PAGE_KEYS}. No
 * more than a page is held.
 */
final class S3Listing implements Listing {
  private static final int PAGE_KEYS = 1000;
  private static final int MAX_PAGES = 20_000;

  private final String start;
  private final S3Keys keys;
  private final Bucket bucket;
  private final S3Errors errors;
  private final Supplier<Backoff> backoffs;

  S3Listing(String start, S3Keys keys, Bucket bucket, S3Errors errors, Supplier<Backoff> backoffs) {
    this.start = start;
    this.keys = keys;
    this.bucket = bucket;
    this.errors = errors;
    this.backoffs = backoffs;
  }

  @Override
  public String name() {
    return errors.name(start);
  }

  @Override
  public void walk(Visitor visitor) throws IOException, InterruptedException {
    String token = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      ListObjectsV2Response listed = page(token);
      for (S3Object object : listed.contents()) {
        // So consoles show folders.
        boolean folder = object.key().endsWith("/") && object.size() == 0;
        if (!folder && !visitor.found(item(object))) {
          return;
        }
      }
      String next = listed.nextContinuationToken();
      if (!Boolean.TRUE.equals(listed.isTruncated()) || next == null || next.isEmpty()) {
        return;
      }
      if (next.equals(token)) {
        throw errors.odd(start, "the same page of keys twice");
      }
      token = next;
    }
    throw new IOException(
        "%s has more than %,d keys; name a longer start of them"
            .formatted(name(), (long) MAX_PAGES * PAGE_KEYS));
  }

  private Item item(S3Object object) {
    Optional<ObjectPath> path =
        keys.pathOf(object.key())
            .filter(text -> text.length() <= ObjectPath.MAX_CHARS)
            .map(ObjectPath::new);
    return new Item(errors.name(object.key()), path, object.size());
  }

  private ListObjectsV2Response page(String token) throws SourceException, InterruptedException {
    Backoff backoff = backoffs.get();
    while (true) {
      try {
        return bucket.list(start, token, PAGE_KEYS);
      } catch (SourceException e) {
        backoff.failed(e);
      }
    }
  }
}
