package io.peerage.adapter.publish;

import io.peerage.adapter.spool.Incoming;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object on its way from the origin to be signed, which others may read meanwhile, so that the
 * origin is not asked for it again. It is the same for everyone: nothing else is signed.
 *
 * @param asked when the origin was asked for it
 * @param fields of the origin's answer
 * @param length bytes, if the origin said how many
 */
public record ReadAlong(
    Instant asked, Map<String, String> fields, OptionalLong length, Incoming incoming) {
  public ReadAlong {
    fields = Map.copyOf(fields);
  }

  /**
   * The bytes from the first one on, as they come; the stream fails when the rest does not come.
   * Nothing when they are not kept. Thread-safe.
   */
  public Optional<InputStream> open() {
    return incoming.follow();
  }
}
