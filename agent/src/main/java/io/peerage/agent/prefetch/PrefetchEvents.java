package io.peerage.agent.prefetch;

/** What prefetching tells of itself, for metrics. Called on any thread; quick. */
public interface PrefetchEvents {
  /**
   * A prefetch ended.
   *
   * @param outcome {@code fetched}, {@code stored} (it was there already), {@code useless} (not to
   *     be stored), {@code failed}, {@code dropped} (the player went elsewhere) or {@code refused}
   *     (too many are under way)
   */
  void prefetchEnded(String outcome);
}
