package io.peerage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import io.peerage.dashboard.Chromium.Reader;
import io.peerage.protocol.identity.Role;
import io.peerage.tracker.Behaviour;
import io.peerage.tracker.FakeAgent;
import io.peerage.tracker.TestTracker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in, a tracker to which nobody has come yet, and what is seen as they come. */
class FreshTrackerTest {
  private static final Path PICTURES = Path.of("target", "pictures");
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private static Chromium chromium;

  @TempDir private Path folder;
  private final List<FakeAgent> agents = new ArrayList<>();
  private TestTracker tracker;

  @BeforeAll
  static void startBrowser() {
    chromium = new Chromium();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    tracker = TestTracker.start(folder, InstantSource.system());
  }

  @AfterEach
  void stop() {
    agents.forEach(FakeAgent::close);
    tracker.close();
  }

  @Test
  void wrongTokenIsToldFromTheRightOne() throws Exception {
    try (Visit visit = chromium.visit(tracker.admin("/").toString(), Reader.DESK)) {
      assertThat(visit.page().getByLabel("Admin token")).isFocused();
      visit.page().getByLabel("Admin token").fill("guessed");
      visit.button("Sign in").click();
      assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("not this tracker’s token");
      visit.picture(PICTURES.resolve("wrong-token.png"));
      assertThat(visit.forgiveComplaints()).hasSize(1).allMatch(text -> text.contains("401"));

      visit.page().getByLabel("Admin token").fill(tracker.adminToken());
      visit.page().keyboard().press("Enter");
      assertThat(visit.heading("Overview")).isVisible();
      visit.page().reload();
      assertThat(visit.heading("Overview")).isVisible();
      visit.button("Sign out").click();
      assertThat(visit.page().getByLabel("Admin token")).isVisible();
      visit.page().reload();
      assertThat(visit.page().getByLabel("Admin token")).isVisible();
    }
  }

  @Test
  void addressWithTheTokenSignsInAndForgetsIt() throws Exception {
    try (Visit visit = visit()) {
      assertThat(visit.heading("Overview")).isVisible();
      assertThat(visit.page()).hasURL(tracker.admin("/#/").toString());
    }
    try (Visit visit = chromium.visit(tracker.admin("/#token=guessed").toString(), Reader.DESK)) {
      assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("not this tracker’s token");
      assertThat(visit.forgiveComplaints()).allMatch(text -> text.contains("401"));
    }
  }

  @Test
  void emptyPagesSayWhatToDoNext() throws Exception {
    for (Reader reader : List.of(Reader.DESK, Reader.PHONE)) {
      try (Visit visit = chromium.visit(signedIn(), reader).live()) {
        assertThat(visit.page().getByText("No traffic yet")).isVisible();
        assertThat(visit.page().locator("#offload")).hasText("–");
        assertThat(visit.region("Needs attention")).containsText("Nothing.");
        assertThat(visit.region("Events")).containsText("Nothing has happened");
        visit.hasNoSidewaysScroll();
        visit.picture(PICTURES.resolve("empty-" + reader.width() + ".png"));
        visit.link("Agents").click();
        assertThat(visit.page().getByText("peerage token create --role agent")).isVisible();
        visit.hasNoSidewaysScroll();
        visit.picture(PICTURES.resolve("empty-agents-" + reader.width() + ".png"));
      }
    }
  }

  @Test
  void eventsArriveWithoutAReloadAndStartWithThePast() throws Exception {
    FakeAgent first = join("fra-1");
    try (Visit visit = visit().live()) {
      assertThat(visit.region("Events")).containsText(first.id().value());
      visit.page().evaluate("window.stayed = true");
      FakeAgent second = join("ams-1");
      assertThat(visit.region("Events").getByRole(AriaRole.LISTITEM).first())
          .containsText(second.id().value());
      assertThat(visit.region("Events")).containsText("online in zone ams-1");
      assertThat(visit.page().locator("#online")).hasText("2 of 2 enrolled");
      assertThat(visit.page().evaluate("window.stayed")).isEqualTo(true);
    }
  }

  @Test
  void lostConnectionIsShownAndFoundAgain() throws Exception {
    int port = tracker.admin("/").getPort();
    try (Visit visit = visit().live()) {
      tracker.close();
      assertThat(visit.page().locator(".link-state")).hasText("Connection lost, trying again");
      assertThat(visit.page().getByRole(AriaRole.ALERT)).hasText("The tracker does not answer.");
      visit.picture(PICTURES.resolve("lost.png"));
      tracker = TestTracker.start(folder, InstantSource.system(), "admin.listen=127.0.0.1:" + port);
      // Sessions end with the tracker that began them.
      assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("session has ended");
      visit.page().getByLabel("Admin token").fill(tracker.adminToken());
      visit.button("Sign in").click();
      visit.live();
      assertThat(visit.forgiveComplaints())
          // 503: asked for while the old tracker was stopping.
          .allMatch(text -> text.contains("ERR_") || text.contains("401") || text.contains("503"));
    }
  }

  @Test
  void whatAgentsSayIsShownAsTextOnly() throws Exception {
    FakeAgent hostile = join(HOSTILE);
    try (Visit visit = visit().live()) {
      visit
          .page()
          .onDialog(dialog -> {
            throw new AssertionError(dialog.message());
          });
      assertThat(visit.region("Events")).containsText("online in zone " + HOSTILE);
      visit.at("#/agents");
      assertThat(visit.page().getByRole(AriaRole.CELL).getByText(HOSTILE)).isVisible();
      visit.at("#/agents/" + hostile.id());
      assertThat(visit.region("What it does")).containsText(HOSTILE);
      assertThat(visit.page().locator("img[src=x]")).hasCount(0);
      visit.at("#/agents/" + HOSTILE.replace(" ", "%20"));
      assertThat(visit.page().getByText("There is no agent " + HOSTILE)).isVisible();
      assertThat(visit.page().locator("img[src=x]")).hasCount(0);
      assertThat(visit.forgiveComplaints()).allMatch(text -> text.contains("404"));
    }
  }

  @Test
  void policyLetsNothingInlineRunButTheImportMapByItsHash() throws Exception {
    try (Visit visit = visit()) {
      Response page = Objects.requireNonNull(visit.page().reload());
      assertThat(page.headerValue("Content-Security-Policy"))
          .startsWith("default-src 'none'; script-src 'self' 'sha256-")
          .contains("style-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "*", "data:");
      visit
          .page()
          .evaluate(
              "document.body.append(Object.assign(document.createElement('script'),"
                  + " { textContent: 'window.ran = true' }))");
      assertThat(visit.page().evaluate("window.ran")).isNull();
      assertThat(visit.forgiveComplaints())
          .hasSize(1)
          .allMatch(text -> Pattern.compile("Content Security Policy").matcher(text).find());
    }
  }

  private FakeAgent join(String zone) throws IOException {
    FakeAgent agent =
        FakeAgent.enrol(
            tracker.token(Role.AGENT, "acme"), Behaviour.HONEST, zone, InstantSource.system());
    agents.add(agent);
    agent.announce();
    return agent;
  }

  private String signedIn() throws IOException {
    return tracker.admin("/") + "#token=" + tracker.adminToken();
  }

  private Visit visit() throws IOException {
    return chromium.visit(signedIn(), Reader.DESK);
  }
}
