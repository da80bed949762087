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

  /** By the name of their playlist. */
  private final Map<String, Track> tracks = bounded();

  /** What the player said that it would ask for next, by the type of object. */
  private final Map<String, List<String>> announced = bounded();

  /**
   * What is to be done.
   *
   * @param drop names of what is of no use any more: the player went elsewhere
   * @param next what to fetch, in this order
   */
  record Step(List<String> drop, List<Link> next) {
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
   * @param name of the object
   * @param type of the object, as the player calls it; empty if it does not say
   * @param says what it says it will ask for next; empty if it does not say
   * @param lists the segments of a playlist, if they are known
   * @param ahead how many segments are to be fetched ahead
   */
  Step requested(
      String name,
      String type,
      List<Link> says,
      Function<String, @Nullable SegmentList> lists,
      int ahead) {
    Step likely = byPlaylist(name, lists, ahead);
    return says.isEmpty() ? likely : announced(name, type, says);
  }

  private Step announced(String name, String type, List<Link> says) {
    List<String> before = announced.getOrDefault(type, List.of());
    List<String> now = says.stream().map(Link::name).toList();
    announced.put(type, now);
    List<String> drop = new ArrayList<>();
    if (!before.contains(name)) {
      drop.addAll(before);
      drop.removeAll(now);
    }
    return new Step(
        drop,
        says.stream()
            .filter(next -> !before.contains(next.name()) && !next.name().equals(name))
            .toList());
  }

  private Step byPlaylist(String name, Function<String, @Nullable SegmentList> lists, int ahead) {
    for (Map.Entry<String, Track> entry : tracks.entrySet()) {
      SegmentList list = lists.apply(entry.getKey());
      if (list != null && list.position(name) >= 0) {
        return along(entry.getValue(), list, name, ahead);
      }
    }
    return Step.NOTHING;
  }

  /** Positions are looked up anew each time: a live playlist moves on. */
  private static Step along(Track track, SegmentList list, String name, int ahead) {
    int position = list.position(name);
    int last = track.last == null ? -1 : list.position(track.last);
    int asked = track.asked == null ? -1 : list.position(track.asked);
    boolean onward = last < 0 || (position >= last && position <= last + 1 + ahead);
    List<String> drop = new ArrayList<>();
    if (!onward) {
      list.after(last, Math.max(0, asked - last)).forEach(link -> drop.add(link.name()));
      asked = position;
    }
    int from = Math.max(position, asked);
    List<Link> next = list.after(from, Math.max(0, position + ahead - from));
    track.last = name;
    track.asked = list.links().get(from + next.size()).name();
    next.forEach(link -> drop.remove(link.name()));
    drop.remove(name);
    return new Step(drop, next);
  }
}
