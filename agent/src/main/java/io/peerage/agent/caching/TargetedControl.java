package io.peerage.agent.caching;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.structured.BareItem;
import io.peerage.protocol.structured.Dictionary;
import io.peerage.protocol.structured.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code CDN-Cache-Control} (RFC 9213): a Dictionary of Structured Fields. One that is not
 * well-formed, or has a number where none may be or none where one must be, counts as not sent at
 * all; so does an empty one.
 */
final class TargetedControl {
  /** Directives whose value is a number of seconds. */
  private static final Set<String> SECONDS =
      Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

  private TargetedControl() {}

  /** The directives in {@code value}, if it is what it must be. */
  static Optional<CacheControl> parse(String value) {
    Map<String, String> directives = new HashMap<>();
    try {
      for (Map.Entry<String, Member> member :
          Dictionary.parse("CDN-Cache-Control", value).members().entrySet()) {
        if (SECONDS.contains(member.getKey()) && !isSeconds(member.getValue())) {
          return Optional.empty();
        }
        directives.put(member.getKey(), text(member.getValue()));
      }
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
    return directives.isEmpty() ? Optional.empty() : Optional.of(new CacheControl(directives));
  }

  private static boolean isSeconds(Member member) {
    return member instanceof Member.Item item
        && item.value() instanceof BareItem.Whole seconds
        && seconds.value() >= 0;
  }

  private static String text(Member member) {
    return switch (member) {
      case Member.InnerList list -> list.serialise();
      case Member.Item item ->
          switch (item.value()) {
            case BareItem.Text text -> text.value();
            case BareItem.Token token -> token.value();
            case BareItem.Whole _, BareItem.Decimal _ -> item.value().serialise();
            case BareItem.Bytes _, BareItem.Truth _ -> "";
          };
    };
  }
}
