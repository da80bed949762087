package io.peerage.agent.http;

import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.delivery.Piece;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.BodyWriter;
import java.io.IOException;

/** Sends what a reader reads to a client, and counts it. Thread-safe. */
final class PieceSender {
  private final TrafficMeter traffic;

  PieceSender(TrafficMeter traffic) {
    this.traffic = traffic;
  }

  /** Sends one piece and lets go of it; waits while the client is slow. */
  void send(Piece piece, BodyWriter to) throws IOException {
    switch (piece) {
      case Piece.InMemory memory -> to.write(memory.bytes().buffer());
      case Piece.InFile file -> {
        try {
          to.transfer(file.channel(), file.start(), file.length());
        } finally {
          file.release();
        }
      }
    }
    traffic.toClient(piece.length());
    if (piece.from() == Piece.From.STORE) {
      traffic.fromStore(piece.length());
    }
  }

  /** Sends all that {@code reader} has left. */
  void rest(ObjectReader reader, BodyWriter to)
      throws IOException, FlightException, InterruptedException {
    while (!reader.isAtEnd()) {
      send(reader.next(), to);
    }
  }

  /** The same, and ends the response. */
  void finish(ObjectReader reader, BodyWriter to)
      throws IOException, FlightException, InterruptedException {
    rest(reader, to);
    to.end();
  }
}
