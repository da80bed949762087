package io.peerage.agent.prefetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one player does, as far as its requests show it, and what it will want next. A player reads
 * a few playlists (of a picture and a sound, say) and goes through each of them; the rendition that
 * it reads is the one that is fetched ahead. What the player says of itself goes before what its
 * playlists make likely. Depends on nothing but what it is told; not thread-safe.
 */
final class Playback {
  private static final int MAX_TRACKS = 8;

  /** How far the player is in one playlist, and how far ahead of it was fetched. */
  private static final class Track {
    private @Nullable String last;
    private @Nullable String asked;
  }

  /** By the target of their playlist. */
  private final Map<String, Track> tracks = bounded();

  /** What the player said that it would ask for next, by the type of object. */
  private final Map<String, List<String>> announced = bounded();

  /**
   * What is to be done.
   *
   * @param drop targets that are of no use any more: the player went elsewhere
   * @param next targets to fetch, in this order
   */
  record Step(List<String> drop, List<String> next) {
    static final Step NOTHING = new Step(List.of(), List.of());

    Step {
      drop = List.copyOf(drop);
      next = List.copyOf(next);
    }
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MAX_TRACKS;
      }
    };
  }

  /** The player was given a playlist. */
  void read(String playlist) {
    tracks.computeIfAbsent(playlist, _ -> new Track());
  }

  /**
   * The player asks for an object.
   *
   * @param type of the object, as the player calls it; empty if it does not say
   * @param says the targets that it says it will ask for next; empty if it does not say
   * @param lists the segments of a playlist, if they are known
   * @param ahead how many segments are to be fetched ahead
   */
  Step requested(
      String target,
      String type,
      List<String> says,
      Function<String, @Nullable SegmentList> lists,
      int ahead) {
    Step likely = byPlaylist(target, lists, ahead);
    return says.isEmpty() ? likely : announced(target, type, says);
  }

  private Step announced(String target, String type, List<String> says) {
    List<String> before = announced.getOrDefault(type, List.of());
    announced.put(type, List.copyOf(says));
    List<String> drop = new ArrayList<>();
    if (!before.contains(target)) {
      drop.addAll(before);
      drop.removeAll(says);
    }
    List<String> next = new ArrayList<>(says);
    next.removeAll(before);
    next.remove(target);
    return new Step(drop, next);
  }

  private Step byPlaylist(String target, Function<String, @Nullable SegmentList> lists, int ahead) {
    for (Map.Entry<String, Track> entry : tracks.entrySet()) {
      SegmentList list = lists.apply(entry.getKey());
      if (list != null && list.position(target) >= 0) {
        return along(entry.getValue(), list, target, ahead);
      }
    }
    return Step.NOTHING;
  }

  /** Positions are looked up anew each time: a live playlist moves on. */
  private static Step along(Track track, SegmentList list, String target, int ahead) {
    int position = list.position(target);
    int last = track.last == null ? -1 : list.position(track.last);
    int asked = track.asked == null ? -1 : list.position(track.asked);
    boolean onward = last < 0 || (position >= last && position <= last + 1 + ahead);
    List<String> drop = new ArrayList<>();
    if (!onward) {
      drop.addAll(list.after(last, Math.max(0, asked - last)));
      asked = position;
    }
    int from = Math.max(position, asked);
    List<String> next = list.after(from, Math.max(0, position + ahead - from));
    track.last = target;
    track.asked = list.targets().get(from + next.size());
    drop.removeAll(next);
    drop.remove(target);
    return new Step(drop, next);
  }
}
