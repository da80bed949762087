package io.peerage.adapter.source;

import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.util.Optional;

/** Objects of an origin, one after another, for signing them ahead; never to answer a request. */
public interface Listing {
  /**
   * An object that was found.
   *
   * @param name for people: a file, a key
   * @param path by which it is asked for; nothing when no path names it
   * @param bytes of its content
   */
  record Item(String name, Optional<ObjectPath> path, long bytes) {}

  /** Is shown what there is. Called by one thread. */
  interface Visitor {
    /** Whether to go on. */
    boolean found(Item item) throws InterruptedException;

    /** Something could not be looked at; the walk goes on. */
    void unreadable(String name, String why);
  }

  /** For people: a folder, or a bucket and the start of its keys. */
  String name();

  /**
   * Shows everything to {@code visitor}. May be called again.
   *
   * @throws IOException when it cannot be listed to its end
   */
  void walk(Visitor visitor) throws IOException, InterruptedException;
}
