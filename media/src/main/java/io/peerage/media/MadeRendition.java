package io.peerage.media;

import java.time.Duration;
import java.util.List;

/**
 * A rendition as it lies on disk.
 *
 * @param rendition what was asked for
 * @param playlist its media playlist
 * @param segments its segments, in order of playing
 * @param codecs what a player needs for it, in the form of RFC 6381, as {@code avc1.42C01F}
 * @param duration how long it plays
 * @param peakBitsPerSecond the bit rate of its busiest stretch, as RFC 8216 defines BANDWIDTH
 * @param averageBitsPerSecond the bit rate of all of it
 */
public record MadeRendition(
    Rendition rendition,
    MediaFile playlist,
    List<MediaFile> segments,
    String codecs,
    Duration duration,
    long peakBitsPerSecond,
    long averageBitsPerSecond) {
  public MadeRendition {
    segments = List.copyOf(segments);
  }
}
