package io.peerage.agent.caching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests a stored response answers, by its {@code Vary} (RFC 9111 section 4.1): those whose
 * named fields have the values of the request that it answered first. Values are normalised before
 * they are compared: lines joined, white space dropped, and lists of preferences put in order.
 * Immutable; pure.
 *
 * @param values the normalised value by the field's name in lower case; "" where there was none
 */
public record Variance(Map<String, String> values) {
  /** The response is the same for all. */
  public static final Variance NONE = new Variance(Map.of());

  /** Lists of preferences with weights, in any order and any case. */
  private static final Set<String> PREFERENCES =
      Set.of("accept", "accept-charset", "accept-encoding", "accept-language");

  public Variance {
    values = Map.copyOf(values);
  }

  /** Whether the response says that nothing can tell whom else it answers. */
  public static boolean isStar(HeaderFields response) {
    return names(response).contains("*");
  }

  /** Of a response to {@code request}. */
  public static Variance of(HeaderFields response, HeaderFields request) {
    List<String> names = names(response);
    if (names.isEmpty()) {
      return NONE;
    }
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      values.put(name, normalised(name, request));
    }
    return new Variance(values);
  }

  /**
   * Whether the response answers {@code request} too.
   *
   * @param response its header
   */
  public boolean matches(HeaderFields request, HeaderFields response) {
    for (Map.Entry<String, String> value : values.entrySet()) {
      String name = value.getKey();
      if (!value.getValue().equals(normalised(name, request))
          && !(name.equals("accept-language") && isPreferred(request, response))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the response is in the one language that the request prefers to all others. */
  private static boolean isPreferred(HeaderFields request, HeaderFields response) {
    Optional<String> language = response.first("content-language");
    List<Preference> wanted = preferences(request.joined("accept-language").orElse(""));
    return language.isPresent()
        && !wanted.isEmpty()
        && wanted.getFirst().what.equals(language.get().strip().toLowerCase(Locale.ROOT))
        && wanted.getFirst().weight > 0
        && (wanted.size() == 1 || wanted.get(1).weight < wanted.getFirst().weight);
  }

  private static List<String> names(HeaderFields response) {
    List<String> names = new ArrayList<>();
    for (HeaderFields.Field field : response.fields()) {
      if (field.name().equalsIgnoreCase("vary")) {
        for (String name : field.value().split(",", -1)) {
          if (!name.isBlank()) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    return names;
  }

  private static String normalised(String name, HeaderFields request) {
    Optional<String> value = request.joined(name);
    if (value.isEmpty()) {
      return "";
    }
    if (PREFERENCES.contains(name)) {
      return "+" + preferences(value.get());
    }
    List<String> members = new ArrayList<>();
    for (String member : value.get().split(",", -1)) {
      members.add(member.strip());
    }
    // A field that is there without a value is not one that is not there.
    return "+" + String.join(",", members);
  }

  private record Preference(String what, double weight) {}

  /** The members of a list of preferences, the most wanted first. */
  private static List<Preference> preferences(String list) {
    List<Preference> preferences = new ArrayList<>();
    for (String member : list.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = member.split(";", -1);
      double weight = 1;
      StringBuilder what = new StringBuilder(parts[0].strip());
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip();
        if (parameter.matches("q=[01](\\.\\d{0,3})?")) {
          weight = Double.parseDouble(parameter.substring(2));
        } else {
          what.append(';').append(parameter);
        }
      }
      if (!what.isEmpty()) {
        preferences.add(new Preference(what.toString(), weight));
      }
    }
    preferences.sort(
        Comparator.comparingDouble((Preference p) -> -p.weight).thenComparing(Preference::what));
    return Collections.unmodifiableList(preferences);
  }
}
