package io.peerage.tracker.trust;

import java.util.ArrayList;
import java.util.List;

/**
 * The end of one round, in as many steps as its caller likes: first every agent is weighed as a
 * server, then every one as a client. Who is forgotten meanwhile is passed over; who comes
 * meanwhile is weighed in the next round. In one step it is what {@link TrustBook#endRound} does.
 * Not thread-safe: it belongs to its book.
 */
public final class RoundEnd {
  private final TrustBook book;
  private final RoundWeigher weigher;
  private final Unsaved unsaved;
  private final List<Standing> agents;
  private final long nowMillis;
  private final List<Opinion> faint = new ArrayList<>(0);
  private int servers;
  private int clients;

  RoundEnd(
      TrustBook book,
      RoundWeigher weigher,
      Unsaved unsaved,
      List<Standing> agents,
      long nowMillis) {
    this.book = book;
    this.weigher = weigher;
    this.unsaved = unsaved;
    this.agents = agents;
    this.nowMillis = nowMillis;
    weigher.begin();
  }

  /**
   * Weighs up to so many agents.
   *
   * @return whether there are more
   */
  public boolean weigh(int most) {
    int left = most;
    for (; servers < agents.size() && left > 0; servers++, left--) {
      Standing server = agents.get(servers);
      if (!server.forgotten && weigher.weighServer(server, nowMillis, faint)) {
        unsaved.changed(server);
      }
    }
    faint.forEach(book::drop);
    faint.clear();
    for (; servers == agents.size() && clients < agents.size() && left > 0; clients++, left--) {
      Standing client = agents.get(clients);
      if (!client.forgotten && weigher.weighClient(client, nowMillis)) {
        unsaved.changed(client);
      }
    }
    return clients < agents.size();
  }
}
