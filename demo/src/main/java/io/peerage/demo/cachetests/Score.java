package io.peerage.demo.cachetests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts results of the suite as its own site does: a test counts as passed only when every test
 * that it depends on passed too.
 *
 * @param required tests of behaviour that HTTP requires that passed
 * @param optimal tests of what a good cache does that passed
 * @param check questions that were answered with yes; neither good nor bad
 * @param setupFailures tests that could not be run since their setup did not work
 * @param harnessFailures tests that ended in neither a pass nor a failed assertion
 * @param failed what did not pass and why, a line each
 */
record Score(
    int required,
    int optimal,
    int check,
    int setupFailures,
    int harnessFailures,
    List<String> failed) {
  Score {
    failed = List.copyOf(failed);
  }

  /**
   * Counts.
   *
   * @param suites the suite's tests as JSON
   * @param results by test id: true, or the kind and the message of a failure
   */
  static Score of(String suites, String results) {
    JsonMapper json = new JsonMapper();
    Map<String, JsonNode> tests = new HashMap<>();
    List<JsonNode> inOrder = new ArrayList<>();
    for (JsonNode suite : json.readTree(suites)) {
      for (JsonNode test : suite.path("tests")) {
        tests.put(test.path("id").asString(), test);
        inOrder.add(test);
      }
    }
    JsonNode ran = json.readTree(results);
    Map<String, Integer> passed = new HashMap<>();
    int setup = 0;
    int harness = 0;
    List<String> failed = new ArrayList<>();
    for (JsonNode test : inOrder) {
      String id = test.path("id").asString();
      JsonNode result = ran.path(id);
      if (result.isMissingNode()) {
        continue;
      }
      String kind = test.path("kind").asString("required");
      if (isPassed(id, tests, ran)) {
        passed.merge(kind, 1, Integer::sum);
        continue;
      }
      String why;
      if (!dependenciesPassed(test, tests, ran)) {
        why = "depends on a test that did not pass: " + test.path("depends_on");
      } else {
        String name = result.path(0).asString();
        why = name + ": " + result.path(1).asString();
        if (name.equals("Setup")) {
          // A repeated request to the origin is a result of its own.
          setup += result.path(1).asString().equals("retry") ? 0 : 1;
        } else if (!name.equals("Assertion")) {
          harness++;
        }
      }
      failed.add("%-8s %s: %s".formatted(kind, id, why));
    }
    return new Score(
        passed.getOrDefault("required", 0),
        passed.getOrDefault("optimal", 0),
        passed.getOrDefault("check", 0),
        setup,
        harness,
        failed);
  }

  private static boolean isPassed(String id, Map<String, JsonNode> tests, JsonNode results) {
    JsonNode result = results.path(id);
    if (!result.isBoolean() || !result.asBoolean()) {
      return false;
    }
    JsonNode test = tests.get(id);
    return test != null && dependenciesPassed(test, tests, results);
  }

  private static boolean dependenciesPassed(
      JsonNode test, Map<String, JsonNode> tests, JsonNode results) {
    for (JsonNode dependency : test.path("depends_on")) {
      if (!isPassed(dependency.asString(), tests, results)) {
        return false;
      }
    }
    return true;
  }

  /** The counts, as one line. */
  String toJson() {
    return "{\"required\":%d,\"optimal\":%d,\"check\":%d,\"setupFailures\":%d,\"harnessFailures\":%d}"
        .formatted(required, optimal, check, setupFailures, harnessFailures);
  }
}
