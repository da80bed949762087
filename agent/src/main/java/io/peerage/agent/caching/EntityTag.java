package io.peerage.agent.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entity tag (RFC 9110 section 8.8.3): opaque text, weak or strong. */
public record EntityTag(String opaque, boolean weak) {
  private static final Pattern FORM = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");

  /** Reads one tag; nothing when it is none. */
  public static Optional<EntityTag> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(new EntityTag(matcher.group(2), matcher.group(1) != null))
        : Optional.empty();
  }

  /** The tags in a list; what is no tag is passed over. */
  public static List<EntityTag> parseList(String text) {
    List<EntityTag> tags = new ArrayList<>();
    Matcher matcher = FORM.matcher(text);
    while (matcher.find()) {
      tags.add(new EntityTag(matcher.group(2), matcher.group(1) != null));
    }
    return tags;
  }

  /** Equal and both strong. */
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /** Equal, strong or weak. */
  public boolean matchesWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }
}
