package io.peerage.protocol.signature;

import io.peerage.protocol.structured.BareItem;
import io.peerage.protocol.structured.Member;
import io.peerage.protocol.structured.Parameters;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a signature covers, and its parameters: one member of {@code Signature-Input} (RFC 9421
 * section 4.1).
 *
 * <pre>
 * ("@status" "content-digest" "@method";req);created=1618884473;keyid="a";alg="ed25519";tag="t"
 * </pre>
 *
 * @param components each once, at most {@value #MAX_COMPONENTS}
 * @param parameters in the order in which they are signed
 */
public record SignatureInput(List<Component> components, Parameters parameters) {
  private static final int MAX_COMPONENTS = 32;

  public SignatureInput {
    components = List.copyOf(components);
    if (components.size() > MAX_COMPONENTS) {
      throw new IllegalArgumentException(
          "a signature covers at most " + MAX_COMPONENTS + " components, not " + components.size());
    }
    if (new HashSet<>(components).size() != components.size()) {
      throw new IllegalArgumentException("a signature covers each component once");
    }
  }

  /**
   * Reads a member.
   *
   * @throws IllegalArgumentException when it is not of this form
   */
  public static SignatureInput of(Member member) {
    return switch (member) {
      case Member.InnerList list ->
          new SignatureInput(list.items().stream().map(Component::of).toList(), list.parameters());
      case Member.Item _ ->
          throw new IllegalArgumentException("what a signature covers is an inner list");
    };
  }

  /** The member of {@code Signature-Input}, and the value of {@code @signature-params}. */
  public Member.InnerList toMember() {
    return new Member.InnerList(components.stream().map(Component::toItem).toList(), parameters);
  }

  /** When it was made, in seconds since 1970, as the signer says; if it does. */
  public Optional<Long> created() {
    return parameters
        .get("created")
        .flatMap(
            item -> item instanceof BareItem.Whole w ? Optional.of(w.value()) : Optional.empty());
  }

  /** A parameter that is a string, if it is there. */
  public Optional<String> text(String parameter) {
    return parameters
        .get(parameter)
        .flatMap(
            item -> item instanceof BareItem.Text t ? Optional.of(t.value()) : Optional.empty());
  }

  /**
   * What is signed (RFC 9421 section 2.5): a line for each component, and one for the parameters.
   *
   * @throws IllegalArgumentException when a component is not in {@code message}, or is not one line
   *     of ASCII
   */
  public String base(HttpMessage message) {
    StringBuilder base = new StringBuilder();
    for (Component component : components) {
      String value =
          message
              .value(component)
              .orElseThrow(() ->
                  new IllegalArgumentException(component + " is covered and not in the message"));
      if (value.chars().anyMatch(c -> c != '\t' && (c < 0x20 || c > 0x7e))) {
        throw new IllegalArgumentException(component + " is not one line of printable ASCII");
      }
      base.append(component).append(": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(toMember().serialise()).toString();
  }
}
