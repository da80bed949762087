package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What of the book waits to be saved, in the order in which it began to wait. A server's standing
 * and the opinions on it wait and are saved together: so the store finds their rows side by side,
 * and never has an opinion's share of a sum without the sum. What changes again while it waits is
 * saved once. Holds each server of the book at most once. Not thread-safe.
 */
final class Unsaved {
  private final Queue<Standing> servers = new ArrayDeque<>();
  private final List<TrustChanges.DroppedOpinion> dropped = new ArrayList<>();
  private long revision;

  /** No revision below this is given from now on. */
  void begin(long least) {
    revision = Math.max(revision, least);
  }

  void changed(Standing standing) {
    standing.changed = true;
    enqueue(standing);
  }

  void changed(Opinion opinion) {
    opinion.changed = true;
    enqueue(opinion.server);
  }

  private void enqueue(Standing server) {
    if (!server.unsaved) {
      server.unsaved = true;
      servers.add(server);
    }
  }

  void dropped(AgentId client, AgentId server) {
    dropped.add(new TrustChanges.DroppedOpinion(client, server));
  }

  /** Takes back what could not be saved of what was dropped. */
  void droppedStill(List<TrustChanges.DroppedOpinion> unsaved) {
    dropped.addAll(unsaved);
  }

  /** Forgets that anything waits. */
  void discard() {
    servers.forEach(server -> server.unsaved = false);
    servers.clear();
    dropped.clear();
  }

  /** How many servers wait. */
  int servers() {
    return servers.size();
  }

  /**
   * All that was dropped, and what waits longest, of whole servers, until that is {@code maxRows}
   * or more.
   */
  TrustChanges drain(int maxRows) {
    Rows rows = new Rows();
    while (rows.size() < maxRows) {
      Standing server = servers.poll();
      if (server == null) {
        break;
      }
      server.unsaved = false;
      rows.addAll(server);
    }
    return rows.changes();
  }

  /** All that was dropped, and what waits of one server, however long it has waited. */
  TrustChanges drainOnly(Standing server) {
    Rows rows = new Rows();
    rows.addAll(server);
    return rows.changes();
  }

  /** What is handed out at one time, under one revision. */
  private final class Rows {
    private final List<StandingRow> standings = new ArrayList<>();
    private final List<OpinionRow> opinions = new ArrayList<>();
    private final long next = revision + 1;

    int size() {
      return standings.size() + opinions.size();
    }

    void addAll(Standing server) {
      if (server.forgotten) {
        return;
      }
      if (server.changed) {
        server.changed = false;
        server.revision = next;
        standings.add(server.toRow());
      }
      for (int i = 0; i < server.opinions.size(); i++) {
        Opinion opinion = server.opinions.get(i);
        if (opinion.changed) {
          opinion.changed = false;
          opinion.revision = next;
          opinions.add(opinion.toRow());
        }
      }
    }

    TrustChanges changes() {
      if (size() == 0 && dropped.isEmpty()) {
        return TrustChanges.NONE;
      }
      revision = next;
      TrustChanges changes = new TrustChanges(standings, opinions, dropped);
      dropped.clear();
      return changes;
    }
  }
}
