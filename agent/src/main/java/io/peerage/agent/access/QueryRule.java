package io.peerage.agent.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters of a site's queries belong to the name of an object: to the key that a response
 * is stored under, and to the path by which manifests and other agents know it. So a token or a
 * session splits neither the cache nor the swarm.
 *
 * <p>What is kept keeps its order and spelling: the order may mean something to the origin, and
 * players build the URLs of one object the same way. Names are compared decoded and by case. The
 * parameters of low-latency HLS (rfc8216bis section 6.2.5) always belong to the name.
 *
 * @param keep which parameters belong to the name
 * @param names of the parameters that {@code ONLY} and {@code EXCEPT} are about; at most 64
 * @param toOrigin what the origin is asked with when a GET or HEAD is passed on. {@code KEPT}: what
 *     is stored for many cannot depend on what is not in its name. {@code ALL}: for origins that
 *     want a token of their own, which then must not change what they answer
 */
public record QueryRule(Keep keep, List<String> names, ToOrigin toOrigin) {
  /** All parameters, in the order of the request. */
  public static final QueryRule DEFAULT = new QueryRule(Keep.ALL, List.of(), ToOrigin.KEPT);

  private static final Set<String> ALWAYS = Set.of("_HLS_msn", "_HLS_part", "_HLS_skip");
  private static final int MAX_NAMES = 64;

  /** Which parameters belong to the name of an object. */
  public enum Keep {
    /** All of them; the target stays as it is, character by character. */
    ALL,
    /** None. */
    NONE,
    /** Those that are named. */
    ONLY,
    /** All but those that are named. */
    EXCEPT
  }

  /** What the origin is asked with. */
  public enum ToOrigin {
    /** The parameters that belong to the name. */
    KEPT,
    /** All that the client sent. */
    ALL
  }

  public QueryRule {
    names = List.copyOf(names);
    boolean isNamed = keep == Keep.ONLY || keep == Keep.EXCEPT;
    if (isNamed && names.isEmpty()) {
      throw new IllegalArgumentException(
          "names is empty: keep " + keep + " needs the names of parameters, as [token, session]");
    }
    if (!isNamed && !names.isEmpty()) {
      throw new IllegalArgumentException(
          "names is %s, but keep is %s: say ONLY or EXCEPT, or leave names out"
              .formatted(names, keep));
    }
    if (names.size() > MAX_NAMES || names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "names has at most " + MAX_NAMES + " names, none of them empty");
    }
  }

  @JsonCreator
  static QueryRule read(
      @JsonProperty("keep") @JsonSetter(nulls = Nulls.SET) @Nullable Keep keep,
      @JsonProperty("names") @JsonSetter(nulls = Nulls.SET) @Nullable List<String> names,
      @JsonProperty("toOrigin") @JsonSetter(nulls = Nulls.SET) @Nullable ToOrigin toOrigin) {
    return new QueryRule(
        keep == null ? Keep.ALL : keep,
        names == null ? List.of() : names,
        toOrigin == null ? ToOrigin.KEPT : toOrigin);
  }

  /**
   * The name of the object that {@code target} asks for. The name of a name is itself.
   *
   * @param target path and query, in origin form
   */
  public String nameOf(String target) {
    return keep == Keep.ALL || target.indexOf('?') < 0
        ? target
        : Query.of(target).only(this::belongs).target();
  }

  /** What the origin is asked for when a GET or HEAD is passed on. */
  public String passedOn(String target) {
    return toOrigin == ToOrigin.ALL ? target : nameOf(target);
  }

  private boolean belongs(String name) {
    if (ALWAYS.contains(name)) {
      return true;
    }
    return switch (keep) {
      case ALL -> true;
      case NONE -> false;
      case ONLY -> names.contains(name);
      case EXCEPT -> !names.contains(name);
    };
  }
}
