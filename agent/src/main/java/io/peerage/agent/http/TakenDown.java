package io.peerage.agent.http;

import io.peerage.agent.manifest.ObjectVersion;
import io.peerage.agent.origin.Site;
import io.peerage.agent.takedown.TakedownEvents.Asker;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.protocol.message.TakedownList;
import io.undertow.server.HttpServerExchange;
import java.util.Optional;

/**
 * Refuses what is taken down with 451 (RFC 7725), before anything is served or asked for: whatever
 * the method, and whether or not it is stored. Thread-safe; never blocks.
 */
final class TakenDown {
  private final Takedowns takedowns;
  private final Problems problems;

  TakenDown(Takedowns takedowns, Problems problems) {
    this.takedowns = takedowns;
    this.problems = problems;
  }

  /** Whether the name is taken down; the exchange is then answered. */
  boolean refuses(HttpServerExchange exchange, Site site, String target) {
    return refuses(exchange, takedowns.against(site.name(), target));
  }

  /** Whether the content is taken down, under whatever name; the exchange is then answered. */
  boolean refuses(HttpServerExchange exchange, ObjectVersion version) {
    return refuses(exchange, takedowns.against(version.manifest().manifest().contentRoot()));
  }

  private boolean refuses(HttpServerExchange exchange, Optional<TakedownList.Entry> order) {
    if (order.isEmpty()) {
      return false;
    }
    takedowns.refused(Asker.CLIENT);
    problems.sendTakenDown(exchange, order.get().caseId(), order.get().reason());
    return true;
  }
}
