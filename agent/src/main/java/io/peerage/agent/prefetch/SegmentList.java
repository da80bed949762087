package io.peerage.agent.prefetch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The segments of an HLS media playlist (RFC 8216), in the order of play. Immutable.
 *
 * @param links the segments; those that follow one another in the same resource are one
 * @param positions by their names
 */
record SegmentList(List<Link> links, Map<String, Integer> positions) {
  private static final int MAX_SEGMENTS = 20_000;

  SegmentList {
    links = List.copyOf(links);
    positions = Map.copyOf(positions);
  }

  /**
   * Reads a playlist; of more than {@value #MAX_SEGMENTS} segments, the last ones.
   *
   * @param target what the playlist was asked for as
   * @param reading what a request target means
   * @return nothing when it is not a media playlist
   */
  static Optional<SegmentList> parse(String target, String text, Function<String, Link> reading) {
    if (!text.startsWith("#EXTM3U") || !text.contains("#EXTINF:")) {
      return Optional.empty();
    }
    List<Link> links = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line ->
            References.resolve(target, line)
                .map(reading)
                .filter(found -> links.isEmpty() || !links.getLast().equals(found))
                .ifPresent(links::add));
    List<Link> kept = links.subList(Math.max(0, links.size() - MAX_SEGMENTS), links.size());
    Map<String, Integer> positions = HashMap.newHashMap(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      positions.putIfAbsent(kept.get(i).name(), i);
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(new SegmentList(kept, positions));
  }

  /** Where the object of this name stands; -1 if it is not one of them. */
  int position(String name) {
    return positions.getOrDefault(name, -1);
  }

  /** Up to {@code count} of them after {@code position}. */
  List<Link> after(int position, int count) {
    int from = Math.min(links.size(), position + 1);
    return links.subList(from, Math.min(links.size(), from + count));
  }
}
