package io.peerage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.peerage.dashboard.Chromium.Reader;
import io.peerage.protocol.evidence.EvidenceVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator of a fleet with an hour of traffic and one bad agent sees and can do. */
class DashboardTest {
  /** The table has the origin adapter as well. */
  private static final int ADAPTER = 1;

  /** Pictures of every page, for people to look at. */
  private static final Path PICTURES = Path.of("target", "pictures");

  @TempDir private static Path folder;

  private static final List<AutoCloseable> OPENED = new ArrayList<>();

  private static Fleet fleet;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws IOException {
    chromium = new Chromium();
    OPENED.add(chromium);
    fleet = Fleet.withAPast(folder);
    OPENED.add(fleet);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable opened : OPENED) {
      opened.close();
    }
  }

  @Test
  void overviewSaysWhereTheBytesCameFromAndWhatIsSaved() throws Exception {
    try (Visit visit = visit(Reader.DESK)) {
      assertThat(visit.heading("Overview")).isVisible();
      assertThat(visit.page().locator("#offload")).hasText(Pattern.compile("\\d\\d\\.\\d %"));
      assertThat(visit.page().getByText("that the origin did not send")).isVisible();
      Locator sources = visit.page().getByLabel("Bytes by source").getByRole(AriaRole.LISTITEM);
      assertThat(sources)
          .hasText(
              new Pattern[] {
                Pattern.compile("Store \\d.* GB \\d+\\.\\d %"),
                Pattern.compile("Peers \\d.* GB \\d+\\.\\d %"),
                Pattern.compile("Origin \\d.* GB \\d+\\.\\d %")
              });
      assertThat(visit.page().locator("#online")).containsText("of " + fleet.size());
      // What the bar shows is there in pixels, which a style attribute would not be.
      for (String kind : List.of("store", "peer", "origin")) {
        assertThat(visit.page().locator(".bar ." + kind).boundingBox().width).isGreaterThan(20);
      }
    }
  }

  @Test
  void chartShowsTrafficAndOffloadOverTheTimeThatIsChosen() throws Exception {
    try (Visit visit = visit(Reader.DESK)) {
      Locator chart = visit.page().getByRole(AriaRole.IMG);
      assertThat(chart)
          .hasAttribute(
              "aria-label",
              Pattern.compile("Traffic and offload over time.*offload \\d\\d\\.\\d %\\."));
      assertThat(chart.locator("canvas")).isVisible();
      assertThat(visit.button("1 h")).hasAttribute("aria-pressed", "true");
      String hour = chart.getAttribute("aria-label");
      visit.button("15 min").click();
      assertThat(visit.button("15 min")).hasAttribute("aria-pressed", "true");
      assertThat(chart).not().hasAttribute("aria-label", hour);
      chart.hover();
      assertThat(visit.page().getByText(Pattern.compile("^Peers .*/s$"))).isVisible();
    }
  }

  @Test
  void overviewNamesWhoNeedsAttentionAndLeadsToTheReason() throws Exception {
    try (Visit visit = visit(Reader.DESK)) {
      Locator attention = visit.region("Needs attention").getByRole(AriaRole.LISTITEM);
      assertThat(attention).hasCount(2);
      assertThat(attention.first()).containsText("Banned");
      assertThat(attention.first()).containsText("ends in 2");
      visit.link("Why is " + fleet.banned() + " here?").click();
      assertThat(visit.heading(fleet.banned().value())).isVisible();
    }
  }

  @Test
  void tableShowsStateAndScoreOfEachAgentWithTheWorstFirst() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents")) {
      Locator rows = rows(visit);
      assertThat(rows).hasCount(fleet.size() + ADAPTER);
      assertThat(rows.first()).containsText(fleet.banned().value());
      assertThat(rows.first()).containsText("Banned");
      assertThat(rows.nth(1)).containsText("Quarantine");
      Locator best = rows.nth(fleet.size() - 1);
      assertThat(best).containsText("Trusted");
      assertThat(best).containsText(Pattern.compile("0\\.\\d\\d"));
      assertThat(best).containsText("online");
    }
  }

  @Test
  void originAdapterIsNamedAsWhatItIsAndIsNotJudged() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents")) {
      Locator adapter = rows(visit).last();
      assertThat(adapter).containsText("Origin adapter");
      assertThat(adapter).not().containsText("0.00");
      assertThat(adapter).not().containsText("offline");
      adapter.getByRole(AriaRole.LINK).click();
      assertThat(visit.heading("Enrolled")).isVisible();
      assertThat(visit.heading("Who it is")).isVisible();
      assertThat(visit.heading("Score")).hasCount(0);
    }
  }

  @Test
  void tableIsSortedAndFilteredAsTheOperatorLikes() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents")) {
      visit.button("Delivered").click();
      assertThat(
              visit
                  .page()
                  .getByRole(
                      AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName("Delivered")))
          .hasAttribute("aria-sort", "descending");
      // The least but for the adapter, which delivers to nobody's clients.
      assertThat(rows(visit).nth(fleet.size() - 1)).containsText(fleet.banned().value());
      visit.button("Delivered").click();
      assertThat(rows(visit).nth(ADAPTER)).containsText(fleet.banned().value());
      visit.button("Banned 1").click();
      assertThat(rows(visit)).hasCount(1);
      visit.button("All").click();
      visit.page().getByLabel("Find agents by name, zone or account").fill("lon-1");
      assertThat(rows(visit)).hasCount(2);
      visit.page().getByLabel("Find agents by name, zone or account").fill("nowhere");
      assertThat(visit.page().getByText("No agent is like that")).isVisible();
    }
  }

  @Test
  void agentPageGivesTheReasonInWordsAndEvidenceThatAnyoneCanCheck() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents/" + fleet.banned())) {
      assertThat(visit.heading("Banned since")).isVisible();
      Locator why = visit.region("Banned since");
      assertThat(why).containsText("Why? Another audit, in quarantine, received something else");
      assertThat(why).containsText("ban 1 within");
      assertThat(visit.region("Verdicts").getByRole(AriaRole.LISTITEM)).hasCount(2);
      assertThat(visit.region("Audits").getByText("Mismatch").first()).isVisible();

      Locator evidence = why.locator("a").first();
      String id = evidence.textContent();
      evidence.click();
      assertThat(visit.page().locator(".evidence.shown")).containsText(id);
      assertThat(visit.page().locator(".evidence.shown")).isInViewport();

      Download download =
          visit.page().waitForDownload(() -> visit.link("Download evidence " + id).click());
      assertThat(download.suggestedFilename()).isEqualTo(id + ".json");
      EvidenceVerifier.Verdict checked =
          EvidenceVerifier.verify(Files.readAllBytes(download.path()), fleet.tracker().pin());
      assertThat(checked.evidence().accused().id()).isEqualTo(fleet.banned());
    }
  }

  @Test
  void agentThatNobodyKnowsIsSaidToBeUnknown() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents/a-stranger")) {
      assertThat(visit.page().getByText("There is no agent a-stranger")).isVisible();
      assertThat(visit.forgiveComplaints()).allMatch(complaint -> complaint.contains("404"));
    }
  }

  @Test
  void everyAgentIsReachedByTheKeyboardAlone() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents")) {
      assertThat(rows(visit)).hasCount(fleet.size() + ADAPTER);
      visit.page().getByLabel("Find agents by name, zone or account").focus();
      Locator last = rows(visit).nth(fleet.size() - 1).getByRole(AriaRole.LINK);
      for (int i = 0;
          i < 40 && !(boolean) last.evaluate("e => e === document.activeElement");
          i++) {
        visit.page().keyboard().press("Tab");
      }
      assertThat(last).isFocused();
      assertThat(last).hasCSS("outline-style", "solid");
      visit.page().keyboard().press("Enter");
      assertThat(visit.heading("Trusted since")).isVisible();
      assertThat(visit.page().getByRole(AriaRole.MAIN)).isFocused();
    }
  }

  @Test
  void skipLinkLeadsPastTheNavigation() throws Exception {
    try (Visit visit = visit(Reader.DESK)) {
      assertThat(visit.heading("Overview")).isVisible();
      visit.page().keyboard().press("Tab");
      assertThat(visit.link("Skip to content")).isFocused();
      visit.page().keyboard().press("Enter");
      assertThat(visit.page().getByRole(AriaRole.MAIN)).isFocused();
    }
  }

  @Test
  void timesAreRelativeWithTheExactOneUnderThePointer() throws Exception {
    try (Visit visit = visit(Reader.DESK).at("#/agents/" + fleet.banned())) {
      Locator time = visit.region("Verdicts").locator("time").first();
      assertThat(time).hasText(Pattern.compile("\\d+ (min|s) ago"));
      assertThat(time).hasAttribute("title", Pattern.compile("\\d{4}.*\\d\\d:\\d\\d:\\d\\d"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void pagesFollowTheSystemsThemeAndFitEveryWidth(ColorScheme scheme) throws Exception {
    String ground = scheme == ColorScheme.DARK ? "rgb(13, 17, 23)" : "rgb(245, 246, 248)";
    for (Reader reader : List.of(Reader.DESK, Reader.WALL, Reader.PHONE)) {
      try (Visit visit = visit(reader.in(scheme)).live()) {
        assertThat(visit.page().locator("body")).hasCSS("background-color", ground);
        assertThat(visit.page().locator(".chart canvas")).isVisible();
        assertThat(visit.page().locator(".events li").first()).isVisible();
        show(visit, "overview", reader, scheme);
        visit.at("#/agents");
        assertThat(rows(visit)).hasCount(fleet.size() + ADAPTER);
        show(visit, "agents", reader, scheme);
        visit.at("#/agents/" + fleet.banned());
        assertThat(visit.heading("Banned since")).isVisible();
        show(visit, "banned", reader, scheme);
        visit.at("#/agents/" + fleet.worker());
        assertThat(visit.heading("Trusted since")).isVisible();
        show(visit, "trusted", reader, scheme);
      }
    }
  }

  @Test
  void themeThatIsChosenStays() throws Exception {
    try (Visit visit = visit(Reader.DESK)) {
      visit.button("Light or dark").click();
      assertThat(visit.page().locator("body")).hasCSS("background-color", "rgb(13, 17, 23)");
      visit.page().reload();
      assertThat(visit.page().locator("body")).hasCSS("background-color", "rgb(13, 17, 23)");
    }
  }

  /**
   * The README's picture, written anew by {@code make picture}, which names the file in the
   * property {@code peerage.picture}; else it is only looked whether it can be taken.
   */
  @Test
  void readmeHasAPicture() throws Exception {
    String wanted = System.getProperty("peerage.picture", "");
    Path file =
        wanted.isEmpty()
            ? PICTURES.resolve("dashboard.png")
            : Path.of(System.getProperty("peerage.root", "..")).resolve(wanted);
    try (Visit visit = visit(Reader.DESK).live()) {
      assertThat(visit.page().locator(".chart canvas")).isVisible();
      assertThat(visit.page().locator(".events li").first()).isVisible();
      visit.button("Verdicts").click();
      assertThat(visit.button("Verdicts")).hasAttribute("aria-pressed", "true");
      visit.page().mouse().move(0, 0);
      visit.picture(file);
      assertThat(Files.size(file)).isLessThan(300_000);
    }
  }

  private static void show(Visit visit, String name, Reader reader, ColorScheme scheme) {
    visit.hasNoSidewaysScroll();
    visit.wholePicture(PICTURES.resolve("%s-%d-%s.png".formatted(name, reader.width(), scheme)));
  }

  private static Locator rows(Visit visit) {
    return visit.page().locator("tbody tr");
  }

  private static Visit visit(Reader reader) throws IOException {
    return chromium.visit(fleet.signedIn(), reader);
  }
}
