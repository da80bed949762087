package io.peerage.protocol.structured;

import io.peerage.protocol.json.MalformedMessageException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A field that holds members by name (RFC 8941 section 3.2), in order. Immutable.
 *
 * @param members by key; of a key that came twice, the last member
 */
public record Dictionary(Map<String, Member> members) {
  /** The most characters of a field that is read. */
  public static final int MAX_CHARS = 32 * 1024;

  private static final BareItem TRUE = new BareItem.Truth(true);

  public Dictionary {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** One member. */
  public static Dictionary of(String key, Member member) {
    return new Dictionary(Map.of(key, member));
  }

  /**
   * Reads a field's value; an empty one is an empty dictionary. Takes time linear in its length.
   *
   * @param field what the field is called in errors
   * @throws MalformedMessageException saying at which character it breaks the grammar
   */
  public static Dictionary parse(String field, String value) throws MalformedMessageException {
    if (value.length() > MAX_CHARS) {
      throw new MalformedMessageException(
          field, "", value.length() + " characters are over the limit of " + MAX_CHARS);
    }
    return new DictionaryParser(field, value).parse();
  }

  /** The member under {@code key}, if there is one. */
  public Optional<Member> get(String key) {
    return Optional.ofNullable(members.get(key));
  }

  /** The one way to write it. */
  public String serialise() {
    return members.entrySet().stream()
        .map(entry -> entry.getKey() + value(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String value(Member member) {
    return member instanceof Member.Item item && item.value().equals(TRUE)
        ? item.parameters().serialise()
        : "=" + member.serialise();
  }
}
