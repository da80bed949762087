package io.peerage.tracker.shadow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the shadow policy compares with the one in force.
 *
 * @param enabled whether there is a shadow policy
 * @param since when it began with what the tracker knew then; null when there is none
 * @param compared agents that both know, as of the last round
 * @param differing of those, the ones that they put into different states
 * @param begun divergences since it began
 * @param open the divergences that last, the newest first
 * @param ended those that are over, likewise
 */
public record ShadowView(
    boolean enabled,
    @Nullable Instant since,
    int compared,
    int differing,
    long begun,
    List<Divergence> open,
    List<Divergence> ended) {
  static final ShadowView NONE = new ShadowView(false, null, 0, 0, 0, List.of(), List.of());

  public ShadowView {
    open = List.copyOf(open);
    ended = List.copyOf(ended);
  }
}
