package io.peerage.protocol.signature;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of an HTTP message can be signed. Immutable. */
public sealed interface HttpMessage {
  /**
   * A request.
   *
   * @param target path and query, as on the request line
   * @param fields by name in lower case, each with the values of its lines
   */
  record Request(String method, String authority, String target, Map<String, List<String>> fields)
      implements HttpMessage {
    public Request {
      fields = Map.copyOf(fields);
    }

    @Override
    public Optional<String> value(Component component) {
      if (component.ofRequest()) {
        return Optional.empty();
      }
      int query = target.indexOf('?');
      return switch (component.name()) {
        case "@method" -> Optional.of(method);
        case "@authority" -> Optional.of(authority);
        case "@path" -> Optional.of(query < 0 ? target : target.substring(0, query));
        case "@query" -> Optional.of(query < 0 ? "?" : target.substring(query));
        default -> field(fields, component);
      };
    }
  }

  /**
   * A response.
   *
   * @param request that it answers
   */
  record Response(int status, Map<String, List<String>> fields, Request request)
      implements HttpMessage {
    public Response {
      fields = Map.copyOf(fields);
    }

    @Override
    public Optional<String> value(Component component) {
      if (component.ofRequest()) {
        return request.value(Component.of(component.name()));
      }
      return component.name().equals("@status")
          ? Optional.of(Integer.toString(status))
          : field(fields, component);
    }
  }

  /** The value that stands for {@code component} in what is signed; nothing when it is not here. */
  Optional<String> value(Component component);

  /** RFC 9421 section 2.1: the lines' values without spaces around them, with commas between. */
  private static Optional<String> field(Map<String, List<String>> fields, Component component) {
    return Optional.ofNullable(fields.get(component.name()))
        .map(lines -> lines.stream().map(String::strip).collect(Collectors.joining(", ")));
  }
}
