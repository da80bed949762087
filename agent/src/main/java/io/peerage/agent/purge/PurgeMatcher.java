package io.peerage.agent.purge;

import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which kept thing a purge hits. Targets are compared to the letter, path and query, as
 * what is kept is; so {@code /a} as a prefix covers {@code /ab} too, and {@code /a/} does not. Tags
 * stand in {@code Surrogate-Key} and {@code Cache-Tag}, parted by spaces or commas in either, and
 * are told apart by case. Pure.
 */
public final class PurgeMatcher {
  private static final List<String> TAG_FIELDS = List.of("surrogate-key", "cache-tag");

  private PurgeMatcher() {}

  /**
   * What purges make of a kept thing.
   *
   * @param mode hard when one of them is
   * @param at when it was last purged; nothing from before that is current
   */
  public record Hit(Mode mode, Instant at) {
    Hit and(Hit other) {
      return new Hit(mode == Mode.HARD ? mode : other.mode, at.isAfter(other.at) ? at : other.at);
    }
  }

  /**
   * Whether {@code purge} hits what is kept for {@code target} of {@code site}.
   *
   * @param target path and query
   * @param field gives a field of the kept header by its name in lower case, several lines of it
   *     joined by commas
   */
  static boolean hits(
      Purge purge, SiteName site, String target, Function<String, Optional<String>> field) {
    return purge.site().equals(site)
        && switch (purge.kind()) {
          case URL -> target.equals(purge.value());
          case PREFIX -> target.startsWith(purge.value());
          case TAG ->
              TAG_FIELDS.stream()
                  .anyMatch(name ->
                      field.apply(name).filter(tags -> isAmong(purge.value(), tags)).isPresent());
        };
  }

  /** What {@code purges} together make of it. */
  public static Optional<Hit> judge(
      Iterable<PurgeLog.Entry> purges,
      SiteName site,
      String target,
      Function<String, Optional<String>> field) {
    Hit all = null;
    for (PurgeLog.Entry entry : purges) {
      if (entry.purge().isEmpty() || hits(entry.purge().get(), site, target, field)) {
        all = all == null ? entry.hit() : all.and(entry.hit());
      }
    }
    return Optional.ofNullable(all);
  }

  private static boolean isAmong(String tag, String tags) {
    for (int at = tags.indexOf(tag); at >= 0; at = tags.indexOf(tag, at + 1)) {
      int end = at + tag.length();
      if ((at == 0 || isBetweenTags(tags.charAt(at - 1)))
          && (end == tags.length() || isBetweenTags(tags.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBetweenTags(char c) {
    return c == ' ' || c == ',' || c == '\t';
  }
}
