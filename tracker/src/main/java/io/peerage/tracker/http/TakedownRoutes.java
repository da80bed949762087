package io.peerage.tracker.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.takedowns.TakedownRefusedException;
import io.peerage.tracker.takedowns.TakedownView;
import io.peerage.tracker.takedowns.Takedowns;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takedowns in the operators' API. */
public final class TakedownRoutes {
  private static final int MAX_BODY_BYTES = 8 * 1024;
  private static final int PAGE = 50;
  private static final int MAX_PAGE = 500;
  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_WHY_CHARS = 200;

  /** Changes in a minute; a tenth of it at once. */
  private static final int PER_MINUTE = 600;

  private static final List<String> FIELDS =
      List.of("root", "site", "pathPrefix", "caseId", "reason", "by");

  private final Takedowns takedowns;

  /** All operators share one. */
  private final RequestRate<String> rate =
      new RequestRate<>(PER_MINUTE, PER_MINUTE / 10, System::nanoTime);

  public TakedownRoutes(Takedowns takedowns) {
    this.takedowns = takedowns;
  }

  /**
   * What is ordered. As JSON an object of texts, where what does not belong to the order is left
   * out.
   *
   * @param by the name that whoever asks says
   */
  record Order(TakedownList.Entry entry, String by) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Order of(Map<String, String> fields) {
      TreeSet<String> unknown = new TreeSet<>(fields.keySet());
      FIELDS.forEach(unknown::remove);
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            shown(unknown.first()) + ": unknown field; known are " + String.join(", ", FIELDS));
      }
      return new Order(
          new TakedownList.Entry(
              required(fields, "caseId"),
              required(fields, "reason"),
              read(fields, "root", ContentRoot::parse),
              read(fields, "site", SiteName::new),
              fields.get("pathPrefix")),
          checkedName(fields.getOrDefault("by", "")));
    }

    private static String required(Map<String, String> fields, String name) {
      String value = fields.get(name);
      if (value == null) {
        throw new IllegalArgumentException(name + ": required field is missing");
      }
      return value;
    }

    private static <T> @Nullable T read(
        Map<String, String> fields, String name, Function<String, T> parser) {
      String value = fields.get(name);
      try {
        return value == null ? null : parser.apply(value);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    }
  }

  void order(Exchange exchange) throws IOException, RequestException {
    Order order = exchange.bodyAs(Order.class, MAX_BODY_BYTES);
    admit(exchange);
    try {
      TakedownView made = takedowns.order(order.entry, who(exchange, order.by));
      exchange.set("Location", "/api/v1/takedowns/" + made.id());
      exchange.sendJson(201, made);
    } catch (TakedownRefusedException e) {
      throw new RequestException(409, "Not ordered", String.valueOf(e.getMessage()));
    }
  }

  void lift(Exchange exchange) throws IOException, RequestException {
    String id = exchange.pathParameter("id");
    String why = exchange.queryParameter("reason").orElse("");
    if (why.isBlank() || why.length() > MAX_WHY_CHARS || !isPrintable(why)) {
      throw new RequestException(
          400,
          "Malformed request",
          "reason says why the order is lifted, in 1 to %d printable characters, as in ?reason=appeal+upheld; not \"%s\""
              .formatted(MAX_WHY_CHARS, shown(why)));
    }
    String by;
    try {
      by = checkedName(exchange.queryParameter("by").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new RequestException(400, "Malformed request", String.valueOf(e.getMessage()));
    }
    admit(exchange);
    Optional<TakedownView.Change> lifted =
        id.matches("\\d{1,18}")
            ? takedowns.lift(Long.parseLong(id), why, who(exchange, by))
            : Optional.empty();
    exchange.sendJson(
        200,
        lifted.orElseThrow(() ->
            new RequestException(
                404,
                "No such takedown",
                "no order in force has the number \"%s\"; GET /api/v1/takedowns lists them, and /api/v1/takedown-log says what was lifted"
                    .formatted(shown(id)))));
  }

  void page(Exchange exchange) throws IOException, RequestException {
    long before = PageQuery.before(exchange, "the number of an order");
    exchange.sendJson(200, takedowns.page(before, PageQuery.limit(exchange, PAGE, MAX_PAGE)));
  }

  void log(Exchange exchange) throws IOException, RequestException {
    long before = PageQuery.before(exchange, "the version of a change");
    exchange.sendJson(200, takedowns.log(before, PageQuery.limit(exchange, PAGE, MAX_PAGE)));
  }

  private void admit(Exchange exchange) throws RequestException {
    if (!rate.admit("")) {
      exchange.set("Retry-After", "1");
      throw new RequestException(
          429,
          "Too many takedowns",
          "more than %d changes a minute; order a path above several".formatted(PER_MINUTE));
    }
  }

  private static String checkedName(String by) {
    if (by.length() > MAX_NAME_CHARS || !isPrintable(by)) {
      throw new IllegalArgumentException(
          "by is a name of at most %d printable characters, not \"%s\""
              .formatted(MAX_NAME_CHARS, shown(by)));
    }
    return by.strip();
  }

  private static boolean isPrintable(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  /** All that is known of who asks: operators share one token. */
  private static String who(Exchange exchange, String name) {
    String address =
        exchange
            .remoteAddress()
            .map(remote -> remote.getAddress())
            .map(InetAddress::getHostAddress)
            .orElse("an unknown address");
    return name.isEmpty() ? address : name + " at " + address;
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
