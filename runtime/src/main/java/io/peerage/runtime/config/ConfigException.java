package io.peerage.runtime.config;

import java.util.List;

/** The configuration has errors; the message lists them all, one a line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each names the key, the value, where it was set, and what would be right. */
  public List<String> problems() {
    return problems;
  }
}
