package io.peerage.runtime.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * Whether a process should be given work. It is ready when none of its named conditions has a
 * complaint and it is not draining. Thread-safe.
 */
public final class Readiness {
  private final Map<String, Supplier<Optional<String>>> conditions = new ConcurrentSkipListMap<>();
  private volatile boolean draining;

  /**
   * What {@code /readyz} answers.
   *
   * @param conditions each with {@code ok} or its complaint
   */
  public record Report(boolean ready, Map<String, String> conditions) {}

  /** Adds a condition, which gives its complaint if it has one. It must be quick. */
  public void require(String name, Supplier<Optional<String>> complaint) {
    conditions.put(name, complaint);
  }

  /** From now on the process finishes what it has and should get nothing new. */
  public void startDraining() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  public Report report() {
    Map<String, String> results = new LinkedHashMap<>();
    boolean ready = !draining;
    for (Map.Entry<String, Supplier<Optional<String>>> condition : conditions.entrySet()) {
      Optional<String> complaint = condition.getValue().get();
      results.put(condition.getKey(), complaint.orElse("ok"));
      ready &= complaint.isEmpty();
    }
    if (draining) {
      results.put("draining", "the process is stopping");
    }
    return new Report(ready, results);
  }
}
