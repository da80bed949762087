package io.peerage.protocol.signature;

import io.peerage.protocol.structured.BareItem;
import io.peerage.protocol.structured.Member;
import io.peerage.protocol.structured.Parameters;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The name of a part of a message that a signature covers (RFC 9421 section 2): a field, or what is
 * derived from the message, such as {@code @status}.
 *
 * @param name in lower case, at most {@value #MAX_NAME_CHARS} characters
 * @param ofRequest whether it is of the request that a response answers: {@code ;req}
 */
public record Component(String name, boolean ofRequest) {
  private static final int MAX_NAME_CHARS = 64;
  private static final Pattern FORM = Pattern.compile("@?[a-z0-9!#$%&'*+.^_`|~-]+");
  private static final Parameters REQUEST = new Parameters(Map.of("req", new BareItem.Truth(true)));

  public Component {
    if (name.length() > MAX_NAME_CHARS || !FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a component is a field's name in lower case, or starts with @, and has at most "
              + MAX_NAME_CHARS
              + " characters");
    }
  }

  /** Of the message that is signed. */
  public static Component of(String name) {
    return new Component(name, false);
  }

  /** Of the request that the signed response answers. */
  public static Component ofRequest(String name) {
    return new Component(name, true);
  }

  /**
   * Reads an item of a list of components.
   *
   * @throws IllegalArgumentException when it is none, or has other parameters than {@code req}
   */
  static Component of(Member.Item item) {
    boolean ofRequest = item.parameters().equals(REQUEST);
    if (!(item.value() instanceof BareItem.Text name)
        || (!ofRequest && !item.parameters().equals(Parameters.NONE))) {
      throw new IllegalArgumentException(
          "a component is a string, alone or with the parameter req, not " + item.serialise());
    }
    return new Component(name.value(), ofRequest);
  }

  Member.Item toItem() {
    return new Member.Item(new BareItem.Text(name), ofRequest ? REQUEST : Parameters.NONE);
  }

  @Override
  public String toString() {
    return toItem().serialise();
  }
}
