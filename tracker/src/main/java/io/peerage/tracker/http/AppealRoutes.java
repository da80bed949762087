package io.peerage.tracker.http;

import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.appeals.Appeal;
import io.peerage.tracker.appeals.AppealRefusedException;
import io.peerage.tracker.appeals.Appeals;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Appeals in the operators' API. */
public final class AppealRoutes {
  private static final int MAX_BODY_BYTES = 32 * 1024;
  private static final int MAX_REASON_CHARS = 1000;
  private static final int MAX_NAME_CHARS = 100;
  private static final int PAGE = 100;

  private final Appeals appeals;

  public AppealRoutes(Appeals appeals) {
    this.appeals = appeals;
  }

  /** Why the decision is wrong. */
  record Filing(String text) {
    Filing {
      VerdictRoutes.requireText("text", text, Appeal.MAX_TEXT_CHARS);
    }
  }

  /** What a person may decide. */
  enum Ruling {
    UPHELD,
    REJECTED
  }

  /**
   * A person's decision.
   *
   * @param by the person's name
   */
  record Decision(Ruling decision, String reason, String by) {
    Decision {
      VerdictRoutes.requireLine("reason", reason, MAX_REASON_CHARS);
      VerdictRoutes.requireLine("by", by, MAX_NAME_CHARS);
    }
  }

  /** Several appeals. */
  record AppealList(List<Appeal> appeals) {}

  void file(Exchange exchange) throws IOException, RequestException {
    AgentId agent = VerdictRoutes.ofAgent(exchange, Optional::of);
    Filing filing = exchange.bodyAs(Filing.class, MAX_BODY_BYTES);
    try {
      Appeal appeal = appeals.file(agent, filing.text(), VerdictRoutes.address(exchange));
      exchange.set("Location", "/api/v1/appeals/" + appeal.id());
      exchange.sendJson(201, appeal);
    } catch (AppealRefusedException e) {
      throw refusal("No appeal", e);
    }
  }

  void ofAgent(Exchange exchange) throws IOException, RequestException {
    AgentId agent = VerdictRoutes.ofAgent(exchange, Optional::of);
    exchange.sendJson(200, new AppealList(appeals.of(agent)));
  }

  /** Those that are open; with {@code all=1} the last ones, open or not. */
  void list(Exchange exchange) throws IOException {
    boolean all = exchange.queryParameter("all").filter("1"::equals).isPresent();
    exchange.sendJson(
        200, new AppealList(all ? appeals.page(Long.MAX_VALUE, PAGE) : appeals.open()));
  }

  void find(Exchange exchange) throws IOException, RequestException {
    exchange.sendJson(200, appeals.find(number(exchange)).orElseThrow(() -> unknown(exchange)));
  }

  void decide(Exchange exchange) throws IOException, RequestException {
    long id = number(exchange);
    Decision decision = exchange.bodyAs(Decision.class, MAX_BODY_BYTES);
    try {
      exchange.sendJson(
          200,
          appeals.decide(
              id,
              decision.decision() == Ruling.UPHELD,
              decision.reason(),
              VerdictRoutes.who(decision.by(), exchange)));
    } catch (AppealRefusedException e) {
      throw refusal("No decision", e);
    }
  }

  private static long number(Exchange exchange) throws RequestException {
    String id = exchange.pathParameter("id");
    if (!id.matches("\\d{1,18}")) {
      throw unknown(exchange);
    }
    return Long.parseLong(id);
  }

  private static RequestException unknown(Exchange exchange) {
    return new RequestException(
        404,
        "No such appeal",
        "there is no appeal \"%s\"; they are kept for a limited time (retention.evidence)"
            .formatted(VerdictRoutes.shown(exchange.pathParameter("id"))));
  }

  private static RequestException refusal(String title, AppealRefusedException e) {
    int status =
        switch (e.reason()) {
          case UNKNOWN -> 404;
          case CONFLICT -> 409;
        };
    return new RequestException(status, title, String.valueOf(e.getMessage()));
  }
}
