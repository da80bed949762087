package io.peerage.agent;

import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.tracker.Holdings;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.message.ChunkSet;
import io.peerage.protocol.message.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the tracker what is in the store; what is taken down is as if it were not there. */
final class StoreHoldings implements Holdings {
  private final ChunkStore store;
  private final Takedowns takedowns;

  StoreHoldings(ChunkStore store, Takedowns takedowns) {
    this.store = store;
    this.takedowns = takedowns;
  }

  @Override
  public List<Holding> takeChanges(int max) {
    List<Holding> changes = new ArrayList<>();
    for (ContentRoot root : store.journal().take(max)) {
      Optional<ContentVerifier> content =
          takedowns.against(root).isPresent() ? Optional.empty() : store.verifier(root);
      changes.add(
          content.isPresent()
              ? new Holding(root, content.get().layout().length(), ChunkSet.of(store.chunks(root)))
              : new Holding(root, 0, ChunkSet.NONE));
    }
    return changes;
  }

  @Override
  public void putBack(List<Holding> untold) {
    store.journal().putBack(untold.stream().map(Holding::root).toList());
  }

  @Override
  public void restart() {
    store.journal().restart(store.roots());
  }
}
