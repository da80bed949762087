package io.peerage.tracker.http;

import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.overview.Overview;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/** Why agents are where they are, and what only a person decides, in the operators' API. */
public final class VerdictRoutes {
  private static final int MAX_BODY_BYTES = 16 * 1024;
  private static final int MAX_REASON_CHARS = 1000;
  private static final int MAX_NAME_CHARS = 100;

  private final Overview overview;
  private final Bans bans;

  public VerdictRoutes(Overview overview, Bans bans) {
    this.overview = overview;
    this.bans = bans;
  }

  /**
   * A person's decision to ban for good.
   *
   * @param by the person's name
   */
  record Permanent(String reason, String by) {
    Permanent {
      requireLine("reason", reason, MAX_REASON_CHARS);
      requireLine("by", by, MAX_NAME_CHARS);
    }
  }

  void explanation(Exchange exchange) throws IOException, RequestException {
    exchange.sendJson(200, ofAgent(exchange, overview::explain));
  }

  void statement(Exchange exchange) throws IOException, RequestException {
    exchange.sendJson(200, ofAgent(exchange, overview::statements));
  }

  void makePermanent(Exchange exchange) throws IOException, RequestException {
    AgentId agent = requireAgent(exchange);
    Permanent request = exchange.bodyAs(Permanent.class, MAX_BODY_BYTES);
    // Asked for the reason of a refusal, first and afterwards: in between it may come to be so.
    Optional<String> objection = bans.objectionToPermanence(agent);
    Optional<Verdict> verdict =
        objection.isPresent()
            ? Optional.empty()
            : bans.makePermanent(
                agent, "%s (by %s)".formatted(request.reason(), who(request.by(), exchange)));
    exchange.sendJson(
        200,
        verdict.orElseThrow(() ->
            new RequestException(
                409,
                "Not permanent",
                "%s cannot be banned for good: %s"
                    .formatted(agent, objection.orElse("its state changes just now")))));
  }

  private AgentId requireAgent(Exchange exchange) throws RequestException {
    return ofAgent(exchange, id -> bans.status(id).map(_ -> id));
  }

  /** What {@code find} knows of the agent that the path names. */
  static <T> T ofAgent(Exchange exchange, Function<AgentId, Optional<T>> find)
      throws RequestException {
    String name = exchange.pathParameter("id");
    return agentId(name)
        .flatMap(find)
        .orElseThrow(() ->
            new RequestException(404, "No such agent", "there is no agent \"" + shown(name) + '"'));
  }

  static Optional<AgentId> agentId(String name) {
    try {
      return Optional.of(new AgentId(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The name that a person gave, with the address it came from: the token is everyone's. */
  static String who(String name, Exchange exchange) {
    return name + " from " + address(exchange);
  }

  static String address(Exchange exchange) {
    return exchange
        .remoteAddress()
        .map(remote -> remote.getAddress())
        .map(InetAddress::getHostAddress)
        .orElse("an unknown address");
  }

  /** A text on one line: it goes into verdicts, events and the log. */
  static void requireLine(String field, String text, int maxChars) {
    requireText(field, text, maxChars);
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(field + " is one line, without control characters");
    }
  }

  static void requireText(String field, String text, int maxChars) {
    if (text.isBlank() || text.length() > maxChars) {
      throw new IllegalArgumentException(
          "%s is a text of 1 to %d characters, not %s"
              .formatted(field, maxChars, text.isBlank() ? "empty" : "of " + text.length()));
    }
  }

  static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
