package io.peerage.protocol.structured;

import java.util.List;
import java.util.stream.Collectors;

/** What stands under a key of a {@link Dictionary}. Immutable. */
public sealed interface Member {
  /** One value. */
  record Item(BareItem value, Parameters parameters) implements Member {
    @Override
    public String serialise() {
      return value.serialise() + parameters.serialise();
    }
  }

  /** Values in brackets (RFC 8941 section 3.1.1). */
  record InnerList(List<Item> items, Parameters parameters) implements Member {
    public InnerList {
      items = List.copyOf(items);
    }

    @Override
    public String serialise() {
      return items.stream().map(Item::serialise).collect(Collectors.joining(" ", "(", ")"))
          + parameters.serialise();
    }
  }

  /** Parameters of the whole member. */
  Parameters parameters();

  /** The one way to write it. */
  String serialise();
}
