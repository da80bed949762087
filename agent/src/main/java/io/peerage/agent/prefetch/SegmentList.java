package io.peerage.agent.prefetch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The segments of an HLS media playlist (RFC 8216), in the order of play. Immutable.
 *
 * @param targets their request targets; segments that follow one another in the same resource are
 *     one
 */
record SegmentList(List<String> targets, Map<String, Integer> positions) {
  private static final int MAX_SEGMENTS = 20_000;

  SegmentList {
    targets = List.copyOf(targets);
    positions = Map.copyOf(positions);
  }

  /**
   * Reads a playlist; of more than {@value #MAX_SEGMENTS} segments, the last ones.
   *
   * @param target what the playlist was asked for as
   * @return nothing when it is not a media playlist
   */
  static Optional<SegmentList> parse(String target, String text) {
    if (!text.startsWith("#EXTM3U") || !text.contains("#EXTINF:")) {
      return Optional.empty();
    }
    List<String> targets = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line ->
            References.resolve(target, line)
                .filter(found -> targets.isEmpty() || !targets.getLast().equals(found))
                .ifPresent(targets::add));
    List<String> kept = targets.subList(Math.max(0, targets.size() - MAX_SEGMENTS), targets.size());
    Map<String, Integer> positions = HashMap.newHashMap(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      positions.putIfAbsent(kept.get(i), i);
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(new SegmentList(kept, positions));
  }

  /** Where {@code target} stands; -1 if it is not one of them. */
  int position(String target) {
    return positions.getOrDefault(target, -1);
  }

  /** Up to {@code count} of them after {@code position}. */
  List<String> after(int position, int count) {
    int from = Math.min(targets.size(), position + 1);
    return targets.subList(from, Math.min(targets.size(), from + count));
  }
}
